package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"trailproof/engine"
	"trailproof/finding"
	"trailproof/rego"
)

func TestCoverage(t *testing.T) {
	rules := []finding.Rule{
		{ID: "s3.b", Controls: map[string][]string{"cis-aws-5.0.0": {"3.1", "9.9"}, "acme": {"x"}}},
		{ID: "s3.a", Controls: map[string][]string{"cis-aws-5.0.0": {"3.1"}}},
	}
	covered, err := engine.Coverage(rego.FS, rules, []string{"cis-aws-5.0.0", "acme", "acme"})
	if err != nil {
		t.Fatal(err)
	}
	if len(covered) != 2 || covered[0].ID != "acme" || covered[1].ID != "cis-aws-5.0.0" {
		t.Fatalf("got %+v", covered)
	}
	acme, cis := covered[0], covered[1]
	if acme.Title+acme.Scope != "" || len(acme.Controls) != 1 || acme.Controls[0].ID != "x" {
		t.Errorf("of an unknown framework: %+v", acme)
	}
	if cis.Version != "5.0.0" || cis.Title == "" || cis.Scope == "" {
		t.Errorf("of a known framework: %+v", cis)
	}
	var ids []string
	for _, c := range cis.Controls {
		ids = append(ids, c.ID)
		want := []string{}
		switch c.ID {
		case "3.1":
			want = []string{"s3.a", "s3.b"}
		case "9.9":
			want = []string{"s3.b"}
		}
		if !slices.Equal(c.Rules, want) || c.Rules == nil || (c.Title == "") != (c.ID == "9.9") {
			t.Errorf("%s: %+v", c.ID, c)
		}
	}
	if !slices.IsSortedFunc(ids, finding.CompareIDs) || !slices.Contains(ids, "4.15") || !slices.Contains(ids, "9.9") {
		t.Errorf("controls %v", ids)
	}
}

// TestFrameworksAgreeWithRules pins that every control that a rule names counts it.
func TestFrameworksAgreeWithRules(t *testing.T) {
	e := loadAll(t)
	frameworks, err := engine.Coverage(rego.FS, e.All(), finding.FrameworksOf(e.Rules()))
	if err != nil {
		t.Fatal(err)
	}
	counted := map[string]bool{}
	for _, f := range frameworks {
		for _, c := range f.Controls {
			for _, rule := range c.Rules {
				counted[fmt.Sprint(f.ID, c.ID, rule)] = true
			}
		}
	}
	for _, r := range e.Rules() {
		for framework, controls := range r.Controls {
			for _, c := range controls {
				if !counted[fmt.Sprint(framework, c, r.ID)] {
					t.Errorf("%s %s does not count %s", framework, c, r.ID)
				}
			}
		}
	}
}

// TestAll has the rules that were not selected, the user's among them.
func TestAll(t *testing.T) {
	mine := map[string][]byte{"mine.rego": []byte(`# METADATA
# title: t
# description: d
# custom: {severity: low, subject: account, controls: {acme: [X]}, remediation: r}
package rules.mine.rule

deny contains {"resource": input.source.account, "message": "m"} if input.source.account == "x"
`)}
	for name, policies := range map[string]map[string][]byte{"embedded": nil, "user": mine} {
		t.Run(name, func(t *testing.T) {
			e, err := engine.Load(t.Context(), rego.FS, engine.Options{
				Policies: policies, Select: func(r finding.Rule) bool { return r.ID == "s3.tls_only" },
			})
			if err != nil {
				t.Fatal(err)
			}
			want, err := engine.Catalogue(rego.FS, policies)
			if err != nil {
				t.Fatal(err)
			}
			if len(e.Rules()) != 1 || len(e.All()) != len(want) {
				t.Errorf("%d of %d rules, not 1 of %d", len(e.Rules()), len(e.All()), len(want))
			}
			if has := slices.ContainsFunc(e.All(), func(r finding.Rule) bool { return r.ID == "mine.rule" }); has != (policies != nil) {
				t.Errorf("the user's rule is there: %v", has)
			}
		})
	}
}

func TestLinkTo(t *testing.T) {
	frameworks, err := engine.Frameworks(rego.FS)
	if err != nil {
		t.Fatal(err)
	}
	links := map[string]string{}
	for _, f := range frameworks {
		links[f.ID] = f.LinkTo("CloudTrail.10")
	}
	for id, want := range map[string]string{
		"aws-security-hub": "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html#cloudtrail-10",
		"aws-config":       "https://docs.aws.amazon.com/config/latest/developerguide/CloudTrail.10.html",
		"cis-aws-5.0.0":    "https://www.cisecurity.org/benchmark/amazon_web_services",
		"trailproof":       "",
	} {
		if links[id] != want {
			t.Errorf("%s: got %q, want %q", id, links[id], want)
		}
	}
}

func TestFrameworksBroken(t *testing.T) {
	for text, want := range map[string]string{
		`{"frameworks": [{"id": "x", "contrls": {}}]}`: `rules: controls.json: json: unknown field "contrls"`,
		`{`: "rules: controls.json: unexpected EOF",
		"":  "rules: open controls.json",
	} {
		source := fstest.MapFS{}
		if text != "" {
			source["controls.json"] = &fstest.MapFile{Data: []byte(text)}
		}
		if _, err := engine.Coverage(source, nil, nil); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: got %v", text, err)
		}
	}
}
