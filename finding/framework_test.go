package finding_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"trailproof/finding"
)

func TestCompareIDs(t *testing.T) {
	for name, want := range map[string][]string{
		"cis":        {"", "1.4", "1.16", "2", "2.1.2", "3.1", "3.9", "3.10"},
		"nist":       {"AC-2", "AC-2(1)", "AC-2(4)", "AC-2(12)", "AC-17(2)", "AU-2"},
		"hub":        {"CloudTrail.1", "CloudTrail.10", "CloudWatch.2"},
		"frameworks": {"aws-config", "cis-aws-1.4.0", "cis-aws-5.0.0", "cis-aws-10.0.0", "nist-800-53-r5"},
		"long":       {"1.99999999999999999999", "1.100000000000000000000"},
		"zeros":      {"MON-01", "MON-1", "MON-002"},
		"letters":    {"10.5", "A3.3", "é1", "é2"},
	} {
		t.Run(name, func(t *testing.T) {
			got := slices.Clone(want)
			random := rand.New(rand.NewPCG(1, 2))
			for range 20 {
				random.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
				slices.SortFunc(got, finding.CompareIDs)
				if !slices.Equal(got, want) {
					t.Fatalf("got %q, want %q", got, want)
				}
			}
		})
	}
}

// TestOldReports reads reports of older versions, which lack members, and writes them as they were.
func TestOldReports(t *testing.T) {
	for version, members := range map[string][]string{
		"1.0": {"frameworks", "waivers"},
		"1.1": {"waivers"},
	} {
		text := string(encode(t, small()))
		old := strings.Replace(text, `"version": "1.2"`, `"version": "`+version+`"`, 1)
		for _, name := range members {
			before := old
			if old = strings.Replace(old, `  "`+name+"\": [],\n", "", 1); old == before {
				t.Fatalf("%s: no %s in\n%s", version, name, old)
			}
		}
		r, err := finding.DecodeReport([]byte(old))
		if err != nil {
			t.Fatal(err)
		}
		if again := string(encode(t, r)); again != old || r.Waivers != nil {
			t.Errorf("%s: got\n%s\nwant\n%s", version, again, old)
		}
	}
}

// TestFrameworksRefused pins that a report by framework shows what the findings say.
func TestFrameworksRefused(t *testing.T) {
	good := func() finding.Report {
		r := small()
		r.Frameworks = []finding.Framework{{ID: "acme", Controls: []finding.Control{
			{ID: "1", Rules: []string{"other.rule", "s3.tls_only"}}, {ID: "2", Rules: []string{}},
		}}}
		return r
	}
	if _, err := finding.DecodeReport(encode(t, good())); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*finding.Report)
		want   string
	}{
		"twice": {
			func(r *finding.Report) { r.Frameworks = append(r.Frameworks, r.Frameworks[0]) },
			`frameworks[1].id: "acme" stands twice`,
		},
		"control twice": {
			func(r *finding.Report) { r.Frameworks[0].Controls[1].ID = "1" },
			`frameworks[0].controls[1].id: "1" stands twice`,
		},
		"no rule": {
			func(r *finding.Report) { r.Frameworks[0].Controls[0].Rules = []string{} },
			`frameworks[0]: rule s3.tls_only is missing from control "1"`,
		},
		"no control": {
			func(r *finding.Report) { r.Frameworks[0].Controls = []finding.Control{} },
			`frameworks[0]: rule s3.tls_only is missing from control "1"`,
		},
		"too much": {
			func(r *finding.Report) { r.Frameworks[0].Controls[1].Rules = []string{"s3.tls_only"} },
			"frameworks[0].controls[1].rules: s3.tls_only does not name this control",
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := good()
			c.change(&r)
			if _, err := finding.DecodeReport(encode(t, r)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestFrameworksOf(t *testing.T) {
	rules := []finding.Rule{
		{Controls: map[string][]string{"cis-aws-10.0.0": {"1"}, "cis-aws-9.0.0": {"1"}}}, {Controls: map[string][]string{"acme": {"1"}}},
	}
	if got := finding.FrameworksOf(rules); !slices.Equal(got, []string{"acme", "cis-aws-9.0.0", "cis-aws-10.0.0"}) {
		t.Errorf("got %v", got)
	}
}
