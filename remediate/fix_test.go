package remediate_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"trailproof/finding"
	"trailproof/internal/awsfake"
	"trailproof/plan"
	"trailproof/remediate"
	"trailproof/snapshot"
)

// stories are the names of all imaginary accounts.
func stories(t testing.TB) []string {
	t.Helper()
	entries, err := os.ReadDir("../testdata/accounts")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// params are the parameters that a story is judged with.
func params(t testing.TB, story string) map[string]any {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../testdata/accounts", story, "params.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var doc struct{ Params map[string]any }
	if err == nil {
		err = json.Unmarshal(text, &doc)
	}
	if err != nil {
		t.Fatal(err)
	}
	return doc.Params
}

// world is an account with what plans for it.
type world struct {
	testing.TB
	account *awsfake.Account
	planner remediate.Planner
	start   *snapshot.Snapshot
	before  map[plan.Reason]finding.Finding
}

func newWorld(t testing.TB, story string, allow ...plan.Risk) *world {
	t.Helper()
	return worldOf(t, account(t, story), params(t, story), allow...)
}

func worldOf(t testing.TB, a *awsfake.Account, params map[string]any, allow ...plan.Risk) *world {
	t.Helper()
	w := &world{TB: t, account: a, planner: planner(t, a, allow...)}
	w.planner.EvenManaged = true
	if w.planner.Params = params; params != nil {
		w.planner.Judge, w.planner.Rules = judgeWith(t, params)
	}
	w.start = look(t, a)
	w.before = w.judge(w.start)
	return w
}

func (w *world) judge(s *snapshot.Snapshot) map[plan.Reason]finding.Finding {
	w.Helper()
	findings, err := w.planner.Judge(w.Context(), s)
	if err != nil {
		w.Fatal(err)
	}
	all := map[plan.Reason]finding.Finding{}
	for _, f := range findings {
		all[plan.Reason{Rule: f.Rule, Resource: f.Resource}] = f
	}
	return all
}

// mend plans and applies, and holds what came against what the plan said. It returns the plan and its journal.
func (w *world) mend() (*plan.Plan, *remediate.Journal) {
	w.Helper()
	p, predicted, err := w.planner.Plan(w.Context(), w.start)
	if err != nil {
		w.Fatal(err)
	}
	j := journal(w, p)
	results, err := remediate.Apply(w.Context(), w.account.Writers(), j, nil)
	if err != nil {
		w.Fatal(err)
	}
	created := j.Created()
	for _, r := range results {
		if r.Outcome != remediate.Applied {
			w.Errorf("step %d, %s of %s: %s %v", r.Step.ID, r.Step.Operation, r.Step.Resource, r.Outcome, r.Err)
		}
	}
	now := look(w, w.account)
	ours, others, err := remediate.Verify(p, predicted, now, created)
	if err != nil || len(ours)+len(others) > 0 {
		w.Errorf("it came otherwise: %+v %+v %v", ours, others, err)
	}
	after := w.judge(now)
	later := map[plan.Reason]bool{} // what the plan could not know
	for _, v := range p.Verdicts {
		reason := plan.Reason{Rule: v.Rule, Resource: v.Resource}
		got, there := after[plan.Reason{Rule: v.Rule, Resource: cmp.Or(created[v.Resource], v.Resource)}]
		later[reason] = v.After == "after apply"
		switch {
		case v.After == "none" && there, v.After != "none" && v.After != "after apply" && string(got.Outcome) != v.After:
			w.Errorf("%s on %s is %s, and was to be %s: %s", v.Rule, v.Resource, got.Outcome, v.After, got.Message)
		case got.Outcome == finding.Fail && w.before[reason].Outcome == finding.Pass:
			w.Errorf("%s on %s passed and fails now: %s", v.Rule, v.Resource, got.Message)
		}
	}
	for _, s := range p.Steps {
		for _, reason := range s.For {
			got, there := after[plan.Reason{Rule: reason.Rule, Resource: cmp.Or(created[reason.Resource], reason.Resource)}]
			if there && (!later[reason] || got.Outcome == finding.Fail) && got.Outcome != finding.Pass && got.Outcome != finding.NotApplicable {
				w.Errorf("step %d is for %s on %s, which is %s: %s", s.ID, reason.Rule, reason.Resource, got.Outcome, got.Message)
			}
		}
	}
	again, _, err := w.planner.Plan(w.Context(), now)
	if err != nil {
		w.Fatal(err)
	}
	for _, s := range again.Steps {
		if promised(p, s) {
			continue
		}
		w.Errorf("the second plan has a step %s of %s for %v", s.Operation, s.Resource, s.For)
	}
	return p, j
}

// back takes the plan back, and compares with what was there.
func (w *world) back(j *remediate.Journal) {
	w.Helper()
	results, err := remediate.Undo(w.Context(), w.account.Writers(), j, nil)
	if err != nil {
		w.Fatal(err)
	}
	for _, r := range results {
		if r.Outcome != remediate.TakenBack {
			w.Errorf("undo of step %d, %s of %s: %s %v", r.Step.ID, r.Step.Operation, r.Step.Resource, r.Outcome, r.Err)
		}
	}
	ours, others, err := remediate.Verify(new(plan.Plan), w.start, look(w, w.account), nil)
	if err != nil {
		w.Fatal(err)
	}
	left := changedForGood(w, j.Plan, j)
	for _, d := range append(ours, others...) {
		if left[d.Resource] && !strings.HasPrefix(d.Path, "s3.") {
			continue
		}
		if !strings.HasPrefix(d.Path, "s3.buckets.*.versioning.status") || d.Is != `"Suspended"` { // which can't be undone whole
			w.Errorf("taken back it differs: %+v", d)
		}
	}
}

var takeable = []plan.Risk{plan.Costly, plan.AccessRemoving}

// TestForGood mends each account with consent to everything.
func TestForGood(t *testing.T) {
	for _, story := range stories(t) {
		t.Run(story, func(t *testing.T) {
			t.Parallel()
			newWorld(t, story, plan.Risks...).mend()
		})
	}
}

// TestFixes has each fix mend what its rule finds, alone, in two accounts or in as many as there are.
func TestFixes(t *testing.T) {
	failing := map[string][]string{} // the accounts in which a rule fails
	for _, story := range stories(t) {
		rules := map[string]bool{}
		for reason, f := range newWorld(t, story).before {
			if f.Outcome == finding.Fail && !rules[reason.Rule] {
				rules[reason.Rule], failing[reason.Rule] = true, append(failing[reason.Rule], story)
			}
		}
	}
	for _, f := range remediate.Fixes {
		t.Run(f.Rule, func(t *testing.T) {
			t.Parallel()
			mended := 0
			for _, story := range failing[f.Rule] {
				if mended == 2 {
					break // all of them together TestStories mends
				}
				t.Run(story, func(t *testing.T) {
					if newWorld(t, story, plan.Risks...).alone(f) {
						mended++
					}
				})
			}
			if mended == 0 && !elsewhere[f.Rule] {
				t.Error("no account has it mended")
			}
		})
	}
}

// alone mends one rule, and takes it back where that can be. It says whether there was anything to mend.
func (w *world) alone(f remediate.Fix) bool {
	w.Helper()
	w.planner.Wanted = func(rule string) bool { return rule == f.Rule }
	p, j := w.mend()
	for _, s := range p.Steps {
		if !slices.ContainsFunc(f.Uses, func(o *remediate.Operation) bool { return o.Name == s.Operation }) {
			w.Errorf("it does not say that it uses %s", s.Operation)
		}
	}
	for _, l := range p.Left {
		w.Logf("left: %s %s: %s", l.Resource, l.Kind, l.Why)
	}
	if p.Risk() != plan.Irreversible {
		w.back(j)
	}
	return len(p.Steps) > 0
}

// elsewhere are fixes of what no account has in a form that a machine mends: TestAltered has.
var elsewhere = map[string]bool{
	"cloudtrail.event_sources": true, "cloudtrail.logging": true, "cloudtrail.management_reads": true, "cloudtrail.network_events": true,
	"cloudtrail.some_trail_logs": true, "kms.replicas": true, "s3.managed_key": true,
}
