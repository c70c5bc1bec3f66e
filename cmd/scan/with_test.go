package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"trailproof/access"
	"trailproof/collectors"
	"trailproof/finding"
	"trailproof/internal/awsfake"
	"trailproof/snapshot"
)

// TestOptIn scans the clean account: opt-in evidence is looked at and judged where it is named, or a rule that needs it.
func TestOptIn(t *testing.T) {
	for name, c := range map[string]struct {
		with withFlag
		rule []string
		call string // of the opt-in calls, the one that is made; empty for none
		says string // of the rules that need them, the one that speaks
	}{
		"by default":         {},
		"by a pattern":       {rule: []string{"s3.object*"}},
		"by its name":        {with: withFlag{"objects"}, call: "s3:GetObjectAcl", says: "s3.object_acl"},
		"by the rule's name": {rule: []string{"s3.object_acl", "s3.tls_only"}, call: "s3:GetObjectAcl", says: "s3.object_acl"},
	} {
		t.Run(name, func(t *testing.T) {
			rules := ruleFlags{rules: c.rule}
			e, err := rules.load(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			account, err := awsfake.Load(os.DirFS("../../testdata/accounts"), "clean")
			if err != nil {
				t.Fatal(err)
			}
			s, err := collectors.Run(t.Context(), collectors.Config{
				Clients: account.Clients(), DefaultRegion: "us-east-1", Now: account.Now, Unpaced: true,
				Reads: readsOf(e.Rules()), With: rules.with(c.with, e.Rules()),
			})
			if err != nil {
				t.Fatal(err)
			}
			ordinary, made := collectors.Calls(nil), []string{}
			for _, call := range collectors.Calls(nil, snapshot.OptIns...) {
				if operation := call.Service + ":" + call.Operation; !slices.Contains(ordinary, call) &&
					slices.ContainsFunc(account.CallCounts(), func(line string) bool { return strings.HasPrefix(line, operation+" ") }) {
					made = append(made, operation)
				}
			}
			if slices.Contains(made, c.call) != (c.call != "") || c.call == "" && len(made) > 0 {
				t.Errorf("of the opt-in calls, these were made: %v", made)
			}
			access.Fill(s)
			findings, err := e.Judge(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			says := ""
			for _, f := range findings {
				if r, err := findRule(e.Rules(), f.Rule); err != nil || len(r.With) > 0 {
					says += f.Rule
				}
				if f.Outcome == finding.Unknown {
					t.Errorf("unknown: %+v", f)
				}
			}
			if says != c.says {
				t.Errorf("of the rules that need it, these spoke: %q", says)
			}
			if gaps := scopeOf(s).Gaps; gaps > 0 {
				t.Errorf("%d gaps", gaps)
			}
		})
	}
}
