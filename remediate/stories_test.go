package remediate_test

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"trailproof/access"
	"trailproof/engine"
	"trailproof/finding"
	"trailproof/internal/awsfake"
	"trailproof/internal/golden"
	"trailproof/plan"
	"trailproof/rego"
	"trailproof/remediate"
	"trailproof/report"
	"trailproof/snapshot"
)

// TestStories plans for the account of each story, with consent to all but the irreversible, applies the plan on the fake, verifies, and
// takes it back. plan.txt is the plan, after.txt what came of the verdicts that it changed.
func TestStories(t *testing.T) {
	for name, dir := range golden.Stories(t, "..") {
		t.Run(name, func(t *testing.T) { story(t, dir) })
	}
}

func story(t *testing.T, dir string) {
	a := account(t, filepath.Base(dir))
	start := look(t, a)
	pl := plannerOf(t, a, dir)
	p, predicted, err := pl.Plan(t.Context(), start)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := p.Encode(&b); err != nil {
		t.Fatal(err)
	}
	golden.Equal(t, filepath.Join(dir, "plan.txt"), shown(t, *p))

	// What a reviewed file says is what is applied.
	if p, err = plan.Decode(b.Bytes()); err != nil {
		t.Fatal(err)
	}
	j := journal(t, p)
	results, err := remediate.Apply(t.Context(), a.Writers(), j, nil)
	if i := slices.IndexFunc(results, func(r remediate.Result) bool { return r.Outcome != remediate.Applied }); err != nil || i >= 0 {
		t.Fatalf("%+v %v", results[max(i, 0)], err)
	}
	found := look(t, a)
	ours, others, err := remediate.Verify(p, predicted, found, j.Created())
	if err != nil || len(ours)+len(others) > 0 {
		t.Errorf("it came otherwise: %+v %+v %v", ours, others, err)
	}
	after, err := pl.Judge(t.Context(), found)
	if err != nil {
		t.Fatal(err)
	}
	golden.Equal(t, filepath.Join(dir, "after.txt"), changes(p, after, j.Created()))
	again, _, err := pl.Plan(t.Context(), found)
	if err != nil || slices.ContainsFunc(again.Steps, func(s plan.Step) bool { return !promised(p, s) }) {
		t.Errorf("the second plan has steps: %+v %v", again.Steps, err)
	}
	results, err = remediate.Undo(t.Context(), a.Writers(), j, nil)
	if i := slices.IndexFunc(results, func(r remediate.Result) bool { return !r.Outcome.Good() }); err != nil || i >= 0 {
		t.Fatalf("undo: %+v %v", results[max(i, 0)], err)
	}
	left := changedForGood(t, p, j)
	ours, others, err = remediate.Verify(new(plan.Plan), start, look(t, a), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range append(ours, others...) {
		if !left[d.Resource] {
			t.Errorf("taken back it differs: %+v", d)
		}
	}
}

// promised says whether a step is one that a plan has said to be the next plan's.
func promised(p *plan.Plan, s plan.Step) bool {
	return slices.ContainsFunc(p.Left, func(l plan.Left) bool {
		return slices.Contains(s.For, plan.Reason{Rule: l.Rule, Resource: l.Resource}) && strings.Contains(l.Why, "make another plan")
	})
}

// changedForGood are the resources of a plan whose settings do not come back whole, as their undo says.
func changedForGood(t testing.TB, p *plan.Plan, j *remediate.Journal) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, s := range p.Steps {
		if op := operation(t, s.Operation); op.Lands != nil || op.Find != nil {
			all[s.Resource], all[j.Created()[s.Resource]] = true, true
		}
	}
	return all
}

// shown is the plan for people, without advice, which the rules have.
func shown(t *testing.T, p plan.Plan) []byte {
	t.Helper()
	p.Left = slices.Clone(p.Left)
	for i := range p.Left {
		p.Left[i].ByHand, p.Left[i].Terraform = "", ""
	}
	var b bytes.Buffer
	if err := report.WritePlan(&b, &p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func operation(t testing.TB, name string) *remediate.Operation { return use{operation: name}.op(t) }

// plannerOf judges by the story's parameters.
func plannerOf(t *testing.T, a *awsfake.Account, dir string) remediate.Planner {
	t.Helper()
	data := golden.Data(t, dir)
	e, err := engine.Load(t.Context(), rego.FS, engine.Options{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	params, _ := data["params"].(map[string]any)
	return remediate.Planner{
		Judge: func(ctx context.Context, s *snapshot.Snapshot) ([]finding.Finding, error) {
			access.Fill(s)
			return e.Judge(ctx, s)
		},
		Guard: func(before, after *snapshot.Snapshot) []string { return access.Lost(before, after, nil) },
		Rules: e.Rules(), Clients: a.Writers(), Allow: []plan.Risk{plan.Costly, plan.AccessRemoving}, Tool: "test", Params: params,
		Wanted: func(string) bool { return true },
	}
}

// changes are the findings that are not what they were, and those of which the plan could not tell.
func changes(p *plan.Plan, after []finding.Finding, created map[string]string) []byte {
	var b bytes.Buffer
	for _, v := range p.Verdicts {
		if v.Before == v.After {
			continue
		}
		resource := v.Resource
		if name, ok := created[resource]; ok {
			resource = name
		}
		now := "none"
		for _, f := range after {
			if f.Rule == v.Rule && f.Resource == resource {
				now = string(f.Outcome)
			}
		}
		fmt.Fprintf(&b, "%s → %s (%s) %s %s\n", v.Before, v.After, now, v.Rule, v.Resource)
	}
	return b.Bytes()
}
