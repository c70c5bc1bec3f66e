package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"trailproof/finding"
)

// What table and markdown say by framework. Nothing here may let silence look like a pass: a control that no rule tests, or
// only rules that were not selected, is named as such.

// coverage is how the controls of a framework came out.
type coverage struct {
	framework finding.Framework
	judged    []standing
	// unselected controls are tested by rules that were not selected, uncovered ones by none at all.
	unselected, uncovered []finding.Control
}

// standing is how a control came out: what the findings of those of its rules say that were selected.
type standing struct {
	control finding.Control
	summary finding.Summary
	rules   []string   // those that were selected
	left    []string   // those that were not
	silent  []string   // which of the selected have no finding for some account, and why
	told    []toldRule // the worst first
}

// toldRule has the findings of a rule that need eyes and are shown, the worst first. A rule that tests several controls is
// told under the first of them; the others refer to that one.
type toldRule struct {
	id       string
	findings []finding.Finding
	under    string // the control where the findings are told; empty: here
}

// coverageOf returns the frameworks that are shown, how much the options hide, and what the rules found that name no control
// of these frameworks.
func coverageOf(r finding.Report, o Options) (shown []coverage, hidden int, rest finding.Summary) {
	summaries, told := map[string]finding.Summary{}, map[string][]finding.Finding{}
	rules := rulesByID(r.Rules)
	for id := range rules {
		summaries[id] = finding.Summary{}
	}
	accounts := accountsOf(r.Findings)
	hiddenOf := map[string]int{}
	for _, f := range r.Findings {
		s := summaries[f.Rule]
		s.Add(f)
		summaries[f.Rule] = s
		switch {
		case o.shown(f):
			told[f.Rule] = append(told[f.Rule], f)
		case needsEyes(f):
			hiddenOf[f.Rule]++
		}
	}
	for _, findings := range told {
		slices.SortStableFunc(findings, func(a, b finding.Finding) int { return cmp.Compare(badness(a), badness(b)) })
	}
	named := map[string]bool{}
	for _, f := range r.Frameworks {
		if len(o.Frameworks) > 0 && !slices.Contains(o.Frameworks, f.ID) {
			continue
		}
		c := coverage{framework: f}
		under := map[string]string{}
		for _, control := range f.Controls {
			s := standing{control: control}
			for _, id := range control.Rules {
				summary, selected := summaries[id]
				if !selected {
					s.left = append(s.left, id)
					continue
				}
				named[id] = true
				s.rules = append(s.rules, id)
				if n := accounts[id]; n < len(r.Scopes) {
					s.silent = append(s.silent, silence(rules[id], n, len(r.Scopes)))
				}
				s.summary = plus(s.summary, summary)
				if len(told[id]) > 0 {
					s.told = append(s.told, toldRule{id, told[id], under[id]})
					under[id] = cmp.Or(under[id], control.ID)
				}
			}
			slices.SortStableFunc(s.told, func(a, b toldRule) int { return cmp.Compare(badness(a.findings[0]), badness(b.findings[0])) })
			switch {
			case len(s.rules) > 0:
				c.judged = append(c.judged, s)
			case len(s.left) > 0:
				c.unselected = append(c.unselected, control)
			default:
				c.uncovered = append(c.uncovered, control)
			}
		}
		shown = append(shown, c)
	}
	for id, summary := range summaries {
		if named[id] {
			hidden += hiddenOf[id]
		} else {
			rest = plus(rest, summary)
		}
	}
	return shown, hidden, rest
}

// accountsOf counts the accounts that each rule has findings for.
func accountsOf(findings []finding.Finding) map[string]int {
	type pair struct{ rule, account string }
	seen, count := map[pair]bool{}, map[string]int{}
	for _, f := range findings {
		if p := (pair{f.Rule, f.Account}); !seen[p] {
			seen[p] = true
			count[f.Rule]++
		}
	}
	return count
}

// silence says that a rule judged only so many of the accounts, and what it needs to judge more.
func silence(rule finding.Rule, judged, accounts int) string {
	text := fmt.Sprintf("%s judged %d of %d %s", rule.ID, judged, accounts, plural(accounts, "account"))
	if len(rule.With) > 0 {
		text += ": it needs --with " + strings.Join(rule.With, " --with ")
	}
	return text
}

func plus(a, b finding.Summary) finding.Summary {
	sum := finding.Summary{
		Pass: a.Pass + b.Pass, Fail: a.Fail + b.Fail, Unknown: a.Unknown + b.Unknown,
		NotApplicable: a.NotApplicable + b.NotApplicable, Waived: a.Waived + b.Waived,
		FailBy: map[finding.Severity]int{},
	}
	for _, by := range []map[finding.Severity]int{a.FailBy, b.FailBy} {
		for severity, n := range by {
			sum.FailBy[severity] += n
		}
	}
	return sum
}

// The words for how a control came out, the worst first.
const (
	stateFail       = "fail"
	stateUnknown    = "unknown"
	stateWaived     = "waived"
	stateIncomplete = "incomplete" // nothing failed, but not all of its rules judged everything
	statePass       = "pass"
	stateNotApply   = "not applicable"
	stateNotJudged  = "not judged" // a rule was selected, but has no finding
)

var states = []string{
	stateFail, stateUnknown, stateWaived, stateIncomplete, statePass, stateNotApply, stateNotJudged,
}

// state is the worst of the outcomes.
func (s standing) state() string {
	switch {
	case s.summary.Fail > 0:
		return stateFail
	case s.summary.Unknown > 0:
		return stateUnknown
	case s.summary.Waived > 0:
		return stateWaived
	case s.summary.Pass+s.summary.NotApplicable > 0 && len(s.left)+len(s.silent) > 0:
		return stateIncomplete
	case s.summary.Pass > 0:
		return statePass
	case s.summary.NotApplicable > 0:
		return stateNotApply
	}
	return stateNotJudged
}

// score says how many of the findings that were to be decided passed.
func (s standing) score() string {
	var parts []string
	if judged := s.summary.Pass + s.summary.Fail + s.summary.Unknown; judged > 0 {
		parts = append(parts, fmt.Sprintf("%d of %d passed", s.summary.Pass, judged))
	}
	if s.summary.Waived > 0 {
		parts = append(parts, fmt.Sprintf("%d waived", s.summary.Waived))
	}
	if s.summary.NotApplicable > 0 {
		parts = append(parts, fmt.Sprintf("%d not applicable", s.summary.NotApplicable))
	}
	return cmp.Or(strings.Join(parts, ", "), "no finding")
}

// leftOut says which rules of the control nobody asked, and which did not judge everything.
func (s standing) leftOut() []string {
	if len(s.left) == 0 {
		return s.silent
	}
	return append([]string{fmt.Sprintf("%d of its %d rules %s not selected: %s",
		len(s.left), len(s.control.Rules), was(len(s.left)), strings.Join(s.left, ", "))}, s.silent...)
}

// elsewhere says that the findings of a rule are told under another control.
func (t toldRule) elsewhere() string {
	var s finding.Summary
	for _, f := range t.findings {
		s.Add(f)
	}
	var parts []string
	if s.Fail > 0 {
		parts = append(parts, fmt.Sprintf("%d failed", s.Fail))
	}
	if s.Unknown > 0 {
		parts = append(parts, fmt.Sprintf("%d unknown", s.Unknown))
	}
	return strings.Join(parts, ", ") + ", see " + t.under
}

// name is what people call the framework, with its id.
func (c coverage) name() string {
	name := strings.TrimSpace(c.framework.Title + " " + c.framework.Version)
	if name == "" {
		return c.framework.ID
	}
	return name + " (" + c.framework.ID + ")"
}

// scope says which controls are listed.
func (c coverage) scope() string {
	if c.framework.Scope == "" {
		return "There is no list of this framework's controls: those are shown that rules name, and what else it asks for is not known."
	}
	return "Listed are its sections about the audit trail. " + c.framework.Scope
}

// totals counts the controls.
func (c coverage) totals() string {
	count := map[string]int{}
	for _, s := range c.judged {
		count[s.state()]++
	}
	var parts []string
	for _, state := range states {
		if n := count[state]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, state))
		}
	}
	if n := len(c.unselected); n > 0 {
		parts = append(parts, fmt.Sprintf("%d not judged since their rules were not selected", n))
	}
	if n := len(c.uncovered); n > 0 {
		parts = append(parts, fmt.Sprintf("%d not covered by any rule", n))
	}
	n := len(c.framework.Controls)
	return fmt.Sprintf("%d %s: %s", n, plural(n, "control"), cmp.Or(strings.Join(parts, ", "), "none is listed"))
}

const (
	uncoveredTitle  = "Not covered by any rule, nothing was found out about"
	unselectedTitle = "Not judged, since the rules were not selected"
	noFrameworks    = "No rule of this report names a control of a framework."
	// whatPassMeans keeps people from reading more into a pass than rules can say.
	whatPassMeans = "A control passes here when all that rules test of it passed. The framework may ask for more than that."
)

// restOf says what the rules found that name no control of the frameworks that are shown; empty where there is nothing.
func restOf(rest finding.Summary) string {
	if rest.Pass+rest.Fail+rest.Unknown+rest.NotApplicable+rest.Waived == 0 {
		return ""
	}
	plain := func(_ finding.Severity, s string) string { return s }
	return "Not shown, since their rules name no control of these frameworks: " + counts(rest, plain) + "."
}

func was(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}
