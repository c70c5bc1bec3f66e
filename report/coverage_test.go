package report

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"trailproof/finding"
)

// standings has a control in each state, one whose rules were not selected, one that no rule tests, and a rule of another
// framework.
func standings() finding.Report {
	rule := func(id, control string) finding.Rule {
		r := testRule(id, "Title of "+id, finding.Medium)
		r.Controls = map[string][]string{"acme-1.0": {control}}
		return r
	}
	shared := rule("x.shared", "2")
	shared.Controls["acme-1.0"] = []string{"1", "2", "10"}
	other := rule("x.other", "")
	other.Controls = map[string][]string{"other": {"O"}}
	rules := []finding.Rule{
		rule("x.fails", "1"), rule("x.unknown", "2"), rule("x.waived", "3"), rule("x.half", "4"), rule("x.passes", "5"),
		rule("x.idle", "6"), rule("x.silent", "7"), shared, other,
	}
	rules[6].With = []string{"macie", "objects"}
	find := func(id string, outcome finding.Outcome, resource string) finding.Finding {
		return finding.Finding{
			Rule: id, Outcome: outcome, Severity: finding.Medium, Account: account, Resource: resource, Message: "seen of " + id,
			Why: []string{}, Missing: []string{},
		}
	}
	waived := find("x.waived", finding.Fail, bucket)
	waived.Waiver = &finding.Waiver{Reason: "r", Owner: "o", Expires: seen}
	low := find("x.other", finding.Fail, bucket)
	low.Severity = finding.Low
	r := finding.NewReport(testTool, []finding.Scope{testScope(account)}, rules, []finding.Finding{
		find("x.fails", finding.Fail, bucket), find("x.fails", finding.Pass, trail), find("x.fails", finding.NotApplicable, account),
		find("x.unknown", finding.Unknown, bucket), waived, find("x.half", finding.Pass, bucket),
		find("x.passes", finding.Pass, bucket), find("x.passes", finding.Pass, trail), find("x.idle", finding.NotApplicable, account),
		find("x.shared", finding.Fail, bucket), find("x.shared", finding.Unknown, trail), low,
	})
	control := func(id string, rules ...string) finding.Control {
		return finding.Control{ID: id, Title: "Control " + id, Rules: append([]string{}, rules...)}
	}
	r.Frameworks = []finding.Framework{
		{ID: "acme-1.0", Title: "Acme", Version: "1.0", Scope: "All of it.", Controls: []finding.Control{
			control("1", "x.fails", "x.shared"), control("2", "x.shared", "x.unknown"), control("3", "x.waived"),
			control("4", "x.absent", "x.half"), control("5", "x.passes"), control("6", "x.idle"), control("7", "x.silent"),
			control("8", "x.absent"), control("9"), control("10", "x.shared"),
		}},
		{ID: "other", Controls: []finding.Control{control("O", "x.other")}},
	}
	return r
}

func TestCoverage(t *testing.T) {
	shown, hidden, rest := coverageOf(standings(), Options{Frameworks: []string{"acme-1.0"}})
	if len(shown) != 1 || hidden != 0 || rest.Fail != 1 || rest.FailBy[finding.Low] != 1 || rest.Pass != 0 {
		t.Fatalf("%d frameworks, %d hidden, rest %+v", len(shown), hidden, rest)
	}
	want := map[string]string{
		"1":  "fail: 1 of 4 passed, 1 not applicable; x.fails x.shared",
		"2":  "fail: 0 of 3 passed; x.shared(1 failed, 1 unknown, see 1) x.unknown",
		"3":  "waived: 1 waived; ",
		"4":  "incomplete: 1 of 1 passed; 1 of its 2 rules was not selected: x.absent",
		"5":  "pass: 2 of 2 passed; ",
		"6":  "not applicable: 1 not applicable; ",
		"7":  "not judged: no finding; x.silent judged 0 of 1 account: it needs --with macie --with objects",
		"10": "fail: 0 of 2 passed; x.shared(1 failed, 1 unknown, see 1)",
	}
	for _, s := range shown[0].judged {
		parts := []string{}
		for _, told := range s.told {
			text := told.id
			if told.under != "" {
				text += "(" + told.elsewhere() + ")"
			}
			parts = append(parts, text)
		}
		parts = append(parts, s.leftOut()...)
		if got := fmt.Sprintf("%s: %s; %s", s.state(), s.score(), strings.Join(parts, " ")); got != want[s.control.ID] {
			t.Errorf("%s: got %s, want %s", s.control.ID, got, want[s.control.ID])
		}
		delete(want, s.control.ID)
	}
	if len(want) > 0 {
		t.Errorf("not judged: %v", want)
	}
	ids := func(controls []finding.Control) (ids []string) {
		for _, c := range controls {
			ids = append(ids, c.ID)
		}
		return ids
	}
	if got := ids(shown[0].unselected); !slices.Equal(got, []string{"8"}) {
		t.Errorf("not selected: %v", got)
	}
	if got := ids(shown[0].uncovered); !slices.Equal(got, []string{"9"}) {
		t.Errorf("not covered: %v", got)
	}
	totals := "10 controls: 3 fail, 1 waived, 1 incomplete, 1 pass, 1 not applicable, 1 not judged, " +
		"1 not judged since their rules were not selected, 1 not covered by any rule"
	if got := shown[0].totals(); got != totals {
		t.Errorf("totals: %s", got)
	}
}

// TestSilence pins that a rule which judged some accounts only is no pass for all.
func TestSilence(t *testing.T) {
	r := standings()
	r.Scopes = append(r.Scopes, testScope("444455556666"))
	shown, _, _ := coverageOf(r, Options{})
	for _, s := range shown[0].judged {
		switch s.control.ID {
		case "5":
			if s.state() != stateIncomplete || !slices.Equal(s.leftOut(), []string{"x.passes judged 1 of 2 accounts"}) {
				t.Errorf("%s: %v", s.state(), s.leftOut())
			}
		case "6":
			if s.state() != stateIncomplete {
				t.Errorf("what does not apply in one account is %s", s.state())
			}
		}
	}
}

// TestStates pins that no state hides a worse one.
func TestStates(t *testing.T) {
	s := standing{summary: finding.Summary{Fail: 1, Unknown: 1, Waived: 1, Pass: 1, NotApplicable: 1}, left: []string{"x"}}
	var got []string
	for _, better := range []func(){
		func() { s.summary.Fail = 0 }, func() { s.summary.Unknown = 0 }, func() { s.summary.Waived = 0 }, func() { s.left = nil },
		func() { s.summary.Pass = 0 }, func() { s.summary.NotApplicable, s.left, s.silent = 0, []string{"x"}, []string{"x"} }, func() {},
	} {
		got = append(got, s.state())
		better()
	}
	if !slices.Equal(got, states) {
		t.Errorf("got %v, want %v", got, states)
	}
}

// TestCoverageIsSaid pins that neither table nor page passes over what was not judged.
func TestCoverageIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		change     func(*finding.Report, *Options)
		want, lack []string
	}{
		"all": {
			want: []string{
				"Acme 1.0 (acme-1.0)", "1 not covered by any rule", "1 of its 2 rules was not selected: x.absent",
				unselectedTitle, "Control 8", "x.absent", uncoveredTitle, "Control 9", whatPassMeans, "seen of x.other",
				"There is no list of this framework's controls",
			},
			lack: []string{"Not shown, since", noFrameworks},
		},
		"one framework": {
			change: func(_ *finding.Report, o *Options) { o.Frameworks = []string{"acme-1.0"} },
			want:   []string{"seen of x.shared", "name no control of these frameworks: 1 failed (1 low), 0 unknown"},
			lack:   []string{"seen of x.other", "There is no list"},
		},
		"least": {
			change: func(_ *finding.Report, o *Options) { o.Least = finding.Medium },
			want:   []string{"seen of x.fails", "1 below medium is not shown."},
			lack:   []string{"seen of x.other"},
		},
		"no framework": {
			change: func(r *finding.Report, _ *Options) { r.Frameworks = nil },
			want:   []string{noFrameworks, "Not shown, since their rules name no control of these frameworks: 3 failed"},
			lack:   []string{"seen of", whatPassMeans},
		},
	} {
		for _, f := range []Format{table, markdown} {
			t.Run(name+"/"+f.Name, func(t *testing.T) {
				r, o := standings(), Options{GroupBy: ByFramework}
				if c.change != nil {
					c.change(&r, &o)
				}
				text := inline(strings.NewReplacer("<code>", "", "</code>", "").Replace(string(render(t, f, r, o))))
				for _, want := range c.want {
					if !strings.Contains(text, want) {
						t.Errorf("%q is not in\n%s", want, text)
					}
				}
				for _, lack := range c.lack {
					if strings.Contains(text, lack) {
						t.Errorf("%q is in\n%s", lack, text)
					}
				}
			})
		}
	}
}

// TestFrameworkPageFits makes the page smaller than the findings, and then smaller than the controls.
func TestFrameworkPageFits(t *testing.T) {
	r := standings()
	var many []finding.Finding
	for i := range 300 {
		f := r.Findings[0]
		f.Rule, f.Outcome, f.Waiver, f.Resource = "x.fails", finding.Fail, nil, fmt.Sprintf("arn:aws:s3:::many-%d", i)
		many = append(many, f)
	}
	r = withReport(r, append(r.Findings, many...))
	for size, want := range map[int][]string{
		markdownSize:           {"many-299", uncoveredTitle},
		markdownFrame + 10_000: {"more: the report in another format has them", uncoveredTitle, "Control 9", "Control O"},
		markdownFrame + 1_000:  {"11 controls are too many for this page", "### Failed", "more: the report in another format"},
	} {
		var b bytes.Buffer
		if err := writeMarkdown(&b, r, Options{GroupBy: ByFramework}, size); err != nil {
			t.Fatal(err)
		}
		checkPage(t, b.Bytes())
		if b.Len() > size {
			t.Errorf("%d bytes where %d fit", b.Len(), size)
		}
		for _, text := range want {
			if !strings.Contains(b.String(), text) {
				t.Errorf("at %d bytes %q is not in\n%.3000s", size, text, b.String())
			}
		}
	}
}

func withReport(r finding.Report, findings []finding.Finding) finding.Report {
	again := finding.NewReport(r.Tool, r.Scopes, r.Rules, findings)
	again.Frameworks = r.Frameworks
	return again
}
