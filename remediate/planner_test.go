package remediate_test

import (
	"slices"
	"testing"

	"trailproof/finding"
	"trailproof/plan"
	"trailproof/remediate"
)

// TestReference mends the reference system, and plans again: nothing is left to do.
func TestReference(t *testing.T) {
	a := account(t, "reference")
	pl := planner(t, a, plan.Costly)
	p, predicted, err := pl.Plan(t.Context(), look(t, a))
	if err != nil {
		t.Fatal(err)
	}
	results, err := remediate.Apply(t.Context(), a.Writers(), journal(t, p), nil)
	if err != nil || len(results) == 0 || slices.ContainsFunc(results, func(r remediate.Result) bool { return r.Outcome != remediate.Applied }) {
		t.Fatalf("%+v %v", results, err)
	}
	after := look(t, a)
	ours, others, err := remediate.Verify(p, predicted, after, nil)
	if err != nil || len(ours)+len(others) > 0 {
		t.Errorf("it came otherwise: %+v %+v %v", ours, others, err)
	}
	findings, err := pl.Judge(t.Context(), after)
	if err != nil {
		t.Fatal(err)
	}
	fixable := map[string]bool{}
	for _, f := range remediate.Fixes {
		fixable[f.Rule] = true
	}
	for _, f := range findings {
		if f.Outcome == finding.Fail && fixable[f.Rule] {
			t.Errorf("%s still fails on %s: %s", f.Rule, f.Resource, f.Message)
		}
	}
	again, _, err := pl.Plan(t.Context(), after)
	if err != nil || len(again.Steps) > 0 {
		t.Errorf("the second plan has steps: %+v %v", again.Steps, err)
	}
}
