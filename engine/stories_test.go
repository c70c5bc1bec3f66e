package engine_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"trailproof/engine"
	"trailproof/finding"
	"trailproof/internal/golden"
	"trailproof/rego"
	"trailproof/snapshot"
)

func loadAll(t *testing.T) *engine.Engine {
	t.Helper()
	return loadWith(t, nil)
}

func loadWith(t *testing.T, data map[string]any) *engine.Engine {
	t.Helper()
	e, err := engine.Load(t.Context(), rego.FS, engine.Options{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func storySnapshot(t *testing.T, dir string) *snapshot.Snapshot {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "snapshot.json"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := snapshot.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestStories judges the snapshot of each story: a line for each rule and resource, and its reasons below it.
func TestStories(t *testing.T) {
	for name, dir := range golden.Stories(t, "..") {
		t.Run(name, func(t *testing.T) {
			e := loadWith(t, golden.Data(t, dir))
			findings, err := e.Judge(t.Context(), storySnapshot(t, dir))
			if err != nil {
				t.Fatal(err)
			}
			golden.Equal(t, filepath.Join(dir, "findings.txt"), []byte(lines(findings)))
		})
	}
}

// TestUnreadablePolicies demands that no rule takes a policy that it can't read for a good one, nor for a bad one: Checkov
// #5627, where CKV_AWS_33 passes what it can't parse.
func TestUnreadablePolicies(t *testing.T) {
	findings, err := loadAll(t).Judge(t.Context(), storySnapshot(t, "../testdata/accounts/broken_policies"))
	if err != nil {
		t.Fatal(err)
	}
	unknown := map[string]bool{}
	for _, f := range findings {
		if f.Resource == garbledKey || f.Resource == garbledBucket {
			unknown[f.Rule] = f.Outcome == finding.Unknown
		}
	}
	for _, r := range loadAll(t).Rules() {
		reads := slices.Contains(r.Reads, "s3.buckets.*.policy.document") && r.Subject == "log_buckets" ||
			slices.Contains(r.Reads, "kms.keys.*.policy.document") && r.Subject == "log_keys"
		if reads && !unknown[r.ID] {
			t.Errorf("%s decides what it can't read", r.ID)
		}
	}
}

const (
	garbledKey    = "arn:aws:kms:us-east-1:888899990000:key/9b2e5c1a-4d3f-4a6b-8c7d-1e2f3a4b5c6d"
	garbledBucket = "arn:aws:s3:::garbled-logs"
)

// TestCompiled judges each story by the generated syntax trees and by the sources, which a user's rule makes Load compile.
func TestCompiled(t *testing.T) {
	const mine = `# METADATA
# title: t
# description: d
# custom: {severity: low, subject: account, controls: {trailproof: [X]}, remediation: r}
package rules.mine.rule

deny contains {"resource": input.source.account, "message": "m"}
`
	sources, err := engine.Load(t.Context(), rego.FS, engine.Options{Policies: map[string][]byte{"mine.rego": []byte(mine)}})
	if err != nil {
		t.Fatal(err)
	}
	generated := loadAll(t)
	for name, dir := range golden.Stories(t, "..") {
		s := storySnapshot(t, dir)
		want, err := sources.Judge(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		want = slices.DeleteFunc(want, func(f finding.Finding) bool { return f.Rule == "mine.rule" })
		got, err := generated.Judge(t.Context(), s)
		if err != nil || lines(got) != lines(want) {
			t.Errorf("%s: %v\n%s\nfrom source\n%s", name, err, lines(got), lines(want))
		}
	}
}

func lines(findings []finding.Finding) string {
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&b, "%s %s %s %s\n", f.Outcome, f.Severity, f.Rule, f.Resource)
		if f.Outcome == finding.Pass {
			continue
		}
		for _, why := range f.Why {
			fmt.Fprintf(&b, "\t%s\n", why)
		}
	}
	return b.String()
}
