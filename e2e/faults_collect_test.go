//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"trailproof/collectors"
	"trailproof/finding"
	"trailproof/snapshot"
)

// TestFaultsInCollect lets each operation of a collect go wrong, in one way for each kind of gap. The snapshot is valid,
// has a gap of that kind that names the IAM action, and does not judge better than before.
func TestFaultsInCollect(t *testing.T) {
	reset(t)
	looked := build(t, "clean", twoRegions)
	p := looked.lookAt(t)
	before := map[bool]map[[2]string]finding.Finding{}
	for history, a := range hurried(looked) {
		look := p
		if !history {
			look = a.lookAt(t)
		}
		whole := a.collect(t, look)
		if whole.code != 0 {
			t.Fatalf("without faults it exits %d: %s", whole.code, whole.stderr)
		}
		before[history] = outcomes(eval(t, a, whole).report(t))
	}
	actions := actionsOf(collectors.Calls(nil, looked.story.With...))
	for _, operation := range operations(p) {
		for _, name := range []string{"access denied", "throttled", "reset"} {
			fault := faults[name]
			t.Run(operation+" "+name, func(t *testing.T) {
				t.Parallel()
				history := operation == lookupEvents
				a := hurried(looked)[history]
				p := a.lookAt(t)
				p.Fail(operation, fault.Fault)
				r := a.collect(t, p, slices.Concat([]string{"-q"}, fault.args)...)
				attemptsAre(t, p, operation, fault.attempts)
				if operation == "sts:GetCallerIdentity" {
					nobody(t, r)
					return
				}
				if r.code != 0 || r.stderr != "" {
					t.Errorf("exit code %d: %s", r.code, r.stderr)
				}
				s := snapshotOf(t, r)
				if !slices.ContainsFunc(s.Gaps, func(g snapshot.Gap) bool {
					return g.Kind == fault.kind && slices.Contains(actions[operation], g.Action)
				}) {
					t.Errorf("no gap is %s and names one of %q", fault.kind, actions[operation])
				}
				if strings.Contains(r.stdout, a.credential.key) || strings.Contains(r.stdout, a.credential.token) {
					t.Error("the snapshot holds credentials")
				}
				noBetter(t, before[history], eval(t, a, r).report(t))
			})
		}
	}
}

// eval judges a snapshot that was collected.
func eval(t *testing.T, a account, collected result) result {
	t.Helper()
	file := filepath.Join(t.TempDir(), "snapshot.json")
	must(t, os.WriteFile(file, []byte(collected.stdout), 0o600))
	return a.eval(t, file, a.asGiven(a.params))
}
