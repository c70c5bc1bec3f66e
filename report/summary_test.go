package report

import (
	"slices"
	"testing"

	"trailproof/finding"
)

func TestVerdict(t *testing.T) {
	for name, c := range map[string]struct {
		s                    finding.Summary
		verdict, reassurance string
	}{
		"failed":       {finding.Summary{Fail: 2, Pass: 1}, "2 failed", ""},
		"both":         {finding.Summary{Fail: 2, Unknown: 1}, "2 failed, 1 unknown", ""},
		"one unknown":  {finding.Summary{Unknown: 1, Pass: 9}, "nothing failed, but 1 is unknown", ""},
		"two unknowns": {finding.Summary{Unknown: 2, Pass: 9}, "nothing failed, but 2 are unknown", ""},
		"clean": {
			finding.Summary{Pass: 9, NotApplicable: 1},
			"nothing failed, nothing is unknown",
			"Nothing failed and nothing is unknown: each rule that applies passed for each resource.",
		},
		"waived": {
			finding.Summary{Pass: 9, Waived: 2},
			"2 waived, nothing else failed or is unknown",
			"Nothing failed and nothing is unknown, except for what is waived (2).",
		},
		"nothing applies": {
			finding.Summary{NotApplicable: 3},
			"no rule applies to anything that is there",
			"Nothing failed and nothing is unknown, but no rule applies to anything that is there.",
		},
		"nothing": {finding.Summary{}, "nothing was judged", "Nothing was judged."},
	} {
		t.Run(name, func(t *testing.T) {
			if got := verdict(c.s); got != c.verdict {
				t.Errorf("got %q, want %q", got, c.verdict)
			}
			if got := reassurance(c.s); got != c.reassurance {
				t.Errorf("got %q, want %q", got, c.reassurance)
			}
		})
	}
}

func TestTold(t *testing.T) {
	for name, c := range map[string]struct {
		outcome finding.Outcome
		message string
		why     []string
		want    []string
	}{
		"one":       {finding.Fail, "a", []string{"a"}, []string{"a"}},
		"none":      {finding.Fail, "a", nil, []string{"a"}},
		"part":      {finding.Fail, "a b", []string{"b"}, []string{"a b", "b"}},
		"beginning": {finding.Fail, "a b", []string{"a"}, []string{"a b"}},
		"blank":     {finding.Fail, "a", []string{"", " "}, []string{"a"}},
		"two":       {finding.Fail, "a (and 1 more)", []string{"a", "b"}, []string{"a", "b"}},
		"seven": {
			finding.Fail, "a (and 6 more)",
			[]string{"a", "b", "c", "d", "e", "f", "g"},
			[]string{"a", "b", "c", "d", "e", "and 2 more"},
		},
		"holes": {
			finding.Unknown, "x was denied (and 1 more)",
			[]string{"x was denied: AccessDenied: at length", "y was denied: AccessDenied: at length"},
			[]string{"x was denied (and 1 more)"},
		},
		"broken rule": {
			finding.Unknown, "the rule could not be evaluated",
			[]string{"x.rego:1: error"},
			[]string{"the rule could not be evaluated", "x.rego:1: error"},
		},
		"another text": {finding.Fail, "m", []string{"a"}, []string{"m", "a"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := finding.Finding{Outcome: c.outcome, Message: c.message, Why: c.why}
			if name == "holes" {
				f.Missing = []string{"s3:X"}
			}
			if got := told(f); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
