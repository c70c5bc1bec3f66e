//go:build e2e

package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"trailproof/collectors"
	"trailproof/finding"
	"trailproof/internal/awsfake"
	"trailproof/internal/awsproxy"
	"trailproof/snapshot"
)

// faults are what goes wrong, for as long as anybody asks, how often it is then asked with AWS_MAX_ATTEMPTS=2, what kind
// of gap that leaves, and what the program is told besides.
var faults = map[string]struct {
	awsproxy.Fault
	attempts int
	kind     snapshot.GapKind
	args     []string
}{
	"access denied": {awsproxy.Fault{Kind: awsproxy.AccessDenied}, 1, snapshot.Denied, nil},
	"throttled":     {awsproxy.Fault{Kind: awsproxy.Throttled}, 2, snapshot.Throttled, nil},
	"expired token": {awsproxy.Fault{Kind: awsproxy.ExpiredToken}, 1, snapshot.Failed, nil},
	"server error":  {awsproxy.Fault{Kind: awsproxy.ServerError}, 2, snapshot.Failed, nil},
	"reset":         {awsproxy.Fault{Kind: awsproxy.Reset}, 2, snapshot.Failed, nil},
	"truncated":     {awsproxy.Fault{Kind: awsproxy.Truncated}, 1, snapshot.Failed, nil},
	"too slow":      {awsproxy.Fault{Delay: time.Minute}, 2, snapshot.Failed, []string{"--timeout", "1s"}},
}

// compensated are operations whose failure another one makes good, so that nothing is missing afterwards.
var compensated = map[string]string{"s3:ListBuckets": "HeadBucket with an expected owner tells whose each bucket is"}

// twoRegions keep the many scans of the tests of faults short.
func twoRegions(s *awsfake.State) {
	second := map[string]string{reference: "us-east-1", clean: "eu-west-1"}[s.Account]
	s.Regions = map[string]string{
		aws.ToString(s.Trails[0].HomeRegion): "ENABLED_BY_DEFAULT", second: "ENABLED_BY_DEFAULT", "af-south-1": "DISABLED",
	}
}

// TestFaultsInScan lets each operation of a scan go wrong in each way, in an account with findings and in one without.
// What is left is judged, what is not seen is unknown, and no verdict gets better: an account is not found clean that was
// not looked at.
func TestFaultsInScan(t *testing.T) {
	reset(t)
	for story, code := range map[string]int{"reference": 1, "clean": 0} {
		a := build(t, story, twoRegions)
		p := a.lookAt(t)
		whole := trailproof(t, p, a.credential, "scan", "-f", "json")
		if whole.code != code {
			t.Fatalf("without faults the scan of %s exits %d: %s", story, whole.code, whole.stderr)
		}
		before := outcomes(whole.report(t))
		actions := actionsOf(collectors.Calls(readsOf(t, whole)))
		for _, operation := range operations(p) {
			for name, fault := range faults {
				t.Run(story+" "+operation+" "+name, func(t *testing.T) {
					t.Parallel()
					p := a.lookAt(t)
					p.Fail(operation, fault.Fault)
					r := trailproof(t, p, a.credential, slices.Concat([]string{"scan", "-q", "-f", "json"}, fault.args)...)
					attemptsAre(t, p, operation, fault.attempts)
					if operation == "sts:GetCallerIdentity" {
						nobody(t, r)
						return
					}
					if r.stderr != "" {
						t.Errorf("stderr: %s", r.stderr)
					}
					after := r.report(t)
					noBetter(t, before, after)
					_, madeGood := compensated[operation]
					if want := exitCode(after, madeGood && story == "clean"); r.code != want {
						t.Errorf("exit code %d, want %d: %+v", r.code, want, after.Summary)
					}
					if !madeGood && !slices.ContainsFunc(after.Findings, func(f finding.Finding) bool {
						return f.Outcome == finding.Unknown && overlap(f.Missing, actions[operation])
					}) {
						t.Errorf("no unknown finding names one of %q: %+v", actions[operation], after.Findings)
					}
				})
			}
		}
	}
}

// exitCode is what cmd/scan promises: 1 where something failed, else 3, since something must be unknown.
func exitCode(r finding.Report, nothingMissing bool) int {
	switch {
	case r.Summary.Fail > 0:
		return 1
	case nothingMissing:
		return 0
	}
	return 3
}

// nobody is the end of a run that does not learn whose account it looks at.
func nobody(t *testing.T, r result) {
	t.Helper()
	if r.code != 2 || r.stdout != "" || !strings.Contains(r.stderr, "sts: get caller identity: ") ||
		!strings.Contains(r.stderr, "check the credentials, the Region and the clock") {
		t.Errorf("exit code %d, stdout %q, stderr %q", r.code, r.stdout, r.stderr)
	}
}

// noBetter demands that nothing passes, or goes missing, that did not pass before. A resource may be missing where its rule
// is unknown as a whole.
func noBetter(t *testing.T, before map[[2]string]finding.Finding, report finding.Report) {
	t.Helper()
	after, unknown := outcomes(report), map[string]bool{}
	for _, f := range report.Findings {
		unknown[f.Rule] = unknown[f.Rule] || f.Outcome == finding.Unknown
		if was := before[[2]string{f.Rule, f.Resource}].Outcome; f.Outcome == finding.Pass && was != finding.Pass {
			t.Errorf("%s of %s passes, and was %q", f.Rule, f.Resource, was)
		}
	}
	for id, f := range before {
		now, ok := after[id]
		if ok && (now.Outcome == f.Outcome || now.Outcome == finding.Unknown) || !ok && unknown[f.Rule] {
			continue
		}
		t.Errorf("%s of %s was %s and is %q", f.Rule, f.Resource, f.Outcome, now.Outcome)
	}
}

// attemptsAre demands how often each call of the operation was made.
func attemptsAre(t *testing.T, p proxy, operation string, want int) {
	t.Helper()
	most := map[string]int{}
	for _, c := range p.Calls() {
		if c.Name() == operation {
			most[c.Region+" "+c.Input] = max(most[c.Region+" "+c.Input], c.Attempt)
		}
	}
	if len(most) == 0 {
		t.Errorf("%s was not called", operation)
	}
	for call, n := range most {
		if n != want {
			t.Errorf("%d attempts of %q, want %d", n, call, want)
		}
	}
}

func actionsOf(calls []*collectors.Call) map[string][]string {
	actions := map[string][]string{}
	for _, c := range calls {
		actions[operationOf(c)] = append(actions[operationOf(c)], c.Actions...)
	}
	return actions
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}
