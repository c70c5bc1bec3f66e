//go:build e2e

package e2e

import (
	"maps"
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

// compensated are operations whose failure another one makes good, so that nothing is missing afterwards, where the parameters
// name the log buckets.
var compensated = map[string]string{"s3:ListBuckets": "HeadBucket with an expected owner tells whose each bucket is"}

// twoRegions keep the many scans of the tests of faults short.
func twoRegions(s *awsfake.State) {
	second := "eu-west-1"
	if s.Account == reference {
		second = "us-east-1"
	}
	s.Regions = map[string]string{
		aws.ToString(s.Trails[0].HomeRegion): "ENABLED_BY_DEFAULT", second: "ENABLED_BY_DEFAULT", "af-south-1": "DISABLED",
	}
}

// unjudged are operations of whose answer no rule says anything in the account with findings.
var unjudged = map[string]string{
	"cloudtrail:ListTags":  "nobody requires a tag there",
	"kms:ListKeyRotations": "its key is not rotated at all",
}

// TestFaultsInScan lets each operation of a scan go wrong: in each way in an account without findings, and in one with
// findings where it is refused. What is left is judged, what is not seen is unknown, and no verdict gets better: an account
// is not found clean that was not looked at.
func TestFaultsInScan(t *testing.T) {
	reset(t)
	all := slices.Sorted(maps.Keys(faults))
	for story, test := range map[string]struct {
		code  int
		names []string
	}{"reference": {1, []string{"access denied"}}, "clean": {0, all}} {
		looked := build(t, story, twoRegions)
		whole := looked.lookAt(t)
		before := map[bool]map[[2]string]finding.Finding{}
		for history, a := range hurried(looked) {
			p := whole
			if !history {
				p = a.lookAt(t)
			}
			r := a.scan(t, p)
			if r.code != test.code {
				t.Fatalf("without faults the scan of %s exits %d: %s", story, r.code, r.stderr)
			}
			before[history] = outcomes(r.report(t))
		}
		actions := actionsOf(collectors.Calls(nil, looked.story.With...))
		for _, operation := range operations(whole) {
			for _, name := range test.names {
				fault := faults[name]
				t.Run(story+" "+operation+" "+name, func(t *testing.T) {
					t.Parallel()
					history := operation == lookupEvents
					a := hurried(looked)[history]
					p := a.lookAt(t)
					p.Fail(operation, fault.Fault)
					r := a.scan(t, p, slices.Concat([]string{"-q"}, fault.args)...)
					attemptsAre(t, p, operation, fault.attempts)
					if operation == "sts:GetCallerIdentity" {
						nobody(t, r)
						return
					}
					if r.stderr != "" {
						t.Errorf("stderr: %s", r.stderr)
					}
					after := r.report(t)
					noBetter(t, before[history], after)
					_, madeGood := compensated[operation]
					madeGood = madeGood && story == "clean"
					if want := exitCode(after, madeGood); r.code != want {
						t.Errorf("exit code %d, want %d: %+v", r.code, want, after.Summary)
					}
					if madeGood || story == "reference" && unjudged[operation] != "" {
						return
					}
					if !slices.ContainsFunc(after.Findings, func(f finding.Finding) bool {
						return f.Outcome == finding.Unknown && overlap(f.Missing, actions[operation])
					}) {
						t.Errorf("no unknown finding names one of %q: %+v", actions[operation], after.Summary)
					}
				})
			}
		}
	}
}

const (
	eventHistory = "event_history"
	lookupEvents = "cloudtrail:LookupEvents"
)

// hurried is the account looked at with the event history, of which AWS lets nobody ask but slowly, and without.
func hurried(a account) map[bool]account {
	return map[bool]account{true: a, false: a.without(eventHistory)}
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
