//go:build e2e

package e2e

import (
	"slices"
	"strings"
	"testing"

	"trailproof/collectors"
)

// reading are the verbs of operations that change nothing, and the one operation that has IAM make what is then read.
var reading = []string{"Describe", "GenerateCredentialReport", "Get", "Head", "List", "Lookup", "Simulate"}

// again are the calls that are made until there is an answer.
var again = []string{"iam:GenerateCredentialReport", "iam:GetCredentialReport"}

// TestCalls looks at the log of a scan, and of a collect, of accounts that answer everything.
func TestCalls(t *testing.T) {
	for _, story := range []string{"reference", "clean"} {
		reset(t)
		a := build(t, story, nil)
		t.Run(story+" scan", func(t *testing.T) {
			p := a.lookAt(t)
			onlyReads(t, a, p, readsOf(t, a.scan(t, p)))
		})
		t.Run(story+" collect", func(t *testing.T) {
			p := a.lookAt(t)
			a.collect(t, p)
			onlyReads(t, a, p, nil)
		})
	}
}

// onlyReads demands that every call in the log changes nothing, was made once, by the caller, and is one that those reads
// need. What IAM has to make first is asked for again.
func onlyReads(t *testing.T, a account, p proxy, reads []string) {
	t.Helper()
	allowed := []string{"sts:GetCallerIdentity", "account:ListRegions"} // who, and where to look
	for _, c := range collectors.Calls(reads, a.story.With...) {
		allowed = append(allowed, operationOf(c))
	}
	seen := map[string]bool{}
	for _, c := range p.Calls() {
		if !slices.ContainsFunc(reading, func(verb string) bool { return strings.HasPrefix(c.Operation, verb) }) {
			t.Errorf("%s may change something", c)
		}
		if !slices.Contains(allowed, c.Name()) {
			t.Errorf("%s is none of the calls that the reads need", c)
		}
		if c.Attempt != 1 {
			t.Errorf("%s is attempt %d", c, c.Attempt)
		}
		if c.Account != a.story.Account {
			t.Errorf("%s has the credentials of %q", c, c.Account)
		}
		question := c.Name() + " " + c.Region + " " + c.Input
		if seen[question] && !slices.Contains(again, c.Name()) {
			t.Errorf("%s is made twice: %s", c, c.Input)
		}
		seen[question] = true
	}
	if len(seen) < 20 {
		t.Errorf("only %d calls", len(seen))
	}
}

// operationOf is the call's operation as the proxy names it.
func operationOf(c *collectors.Call) string {
	return c.Service + ":" + c.Operation
}

// readsOf is what the rules of a report look at.
func readsOf(t *testing.T, r result) []string {
	t.Helper()
	reads := []string{}
	for _, rule := range r.report(t).Rules {
		reads = append(reads, rule.Reads...)
	}
	return reads
}

// operations are the operations in the log, each once, sorted.
func operations(p proxy) []string {
	var names []string
	for _, c := range p.Calls() {
		names = append(names, c.Name())
	}
	slices.Sort(names)
	return slices.Compact(names)
}
