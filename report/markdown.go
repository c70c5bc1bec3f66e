package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"trailproof/finding"
)

// markdown is for a GitHub step summary, or the comment on a pull request.
//
//   - A step summary of more than 1 MiB is not shown at all; a comment holds 65,536 characters. So the worst comes first,
//     and what does not fit is counted.
//   - GitHub's Markdown turns http:// and www. into links and @name into a mention that sends mail, lets HTML through, and
//     ends a table's cell at a | even inside backticks. A numeric character reference is never structure, so that every
//     character that could be is written as one. Mentions are looked for later, in what was rendered, but never in <code>.
//   - An action that updates its comment in place finds it by the hidden first line.
var markdown = Format{
	Name: "markdown", Grouped: true, Extension: "md",
	Write: func(w io.Writer, r finding.Report, o Options) error { return writeMarkdown(w, r, o, markdownSize) },
}

const (
	markdownSize = 1_000_000
	// markdownFrame is room for everything but the rows of tables and lists.
	markdownFrame = 6_000
	markdownCell  = 600
)

// writeMarkdown writes at most size bytes, which is not less than markdownFrame.
func writeMarkdown(w io.Writer, r finding.Report, o Options, size int) error {
	p := page{report: r, rules: rulesByID(r.Rules), room: size - markdownFrame}
	var failed, unknown, hidden, rest []finding.Finding
	for _, f := range r.Findings {
		switch {
		case !needsEyes(f):
			rest = append(rest, f)
		case !o.shown(f):
			hidden = append(hidden, f)
		case f.Outcome == finding.Fail:
			failed = append(failed, f)
		default:
			unknown = append(unknown, f)
		}
	}
	bySeverity := func(a, b finding.Finding) int { return severityRank(a.Severity) - severityRank(b.Severity) }
	slices.SortStableFunc(failed, bySeverity)
	slices.SortStableFunc(unknown, bySeverity)

	p.printf("<!-- trailproof:%s -->\n## trailproof: %s\n\n", mdText(cut(scope(r), 100)), verdict(r.Summary))
	plain := func(_ finding.Severity, s string) string { return s }
	p.printf("%s: %s.\n", mdText(cut(looked(r), 200)), counts(r.Summary, plain))
	if len(hidden) > 0 {
		p.printf("\n%s\n", belowLeast(len(hidden), o))
	}
	switch o.GroupBy {
	case ByFramework:
		if shown, ok := p.frameworks(r, o); ok {
			others := func(f finding.Finding) bool { return !shown[f.Rule] }
			failed, rest = slices.DeleteFunc(failed, others), slices.DeleteFunc(rest, others)
		} else {
			p.byOutcome(failed, unknown)
		}
	case ByRule:
		p.byRule(r, o)
	case ByResource, "":
		p.byOutcome(failed, unknown)
	}
	p.waivers(stale(r))
	p.remedies(failed)
	p.rest(rest)
	_, err := io.WriteString(w, p.text.String())
	return err
}

// byOutcome has a table of what failed, and one of what is unknown, the worst first.
func (p *page) byOutcome(failed, unknown []finding.Finding) {
	columns := []string{"Severity", "Rule", "Resource", "What was seen"}
	p.table("Failed", columns, failed, func(f finding.Finding) []string {
		return []string{mdText(string(f.Severity)), mdCode(f.Rule), mdCode(f.Resource), mdTold(f)}
	})
	columns = []string{"Severity", "Rule", "Resource", "What is missing", "Needed"}
	p.table("Unknown", columns, unknown, func(f finding.Finding) []string {
		return []string{mdText(string(f.Severity)), mdCode(f.Rule), mdCode(f.Resource), mdTold(f), mdCodes(f.Missing)}
	})
}

// byRule has one table, the worst rule first.
func (p *page) byRule(r finding.Report, o Options) {
	groups, _ := groupFindings(r, o, ruleOf)
	columns := []string{"Rule", "Outcome", "Severity", "Resource", "What was seen", "Needed"}
	p.table("By rule", columns, slices.Concat(groups...), func(f finding.Finding) []string {
		return []string{
			mdCode(f.Rule), mdText(words(f.Outcome)), mdText(string(f.Severity)), mdCode(f.Resource), mdTold(f), mdCodes(f.Missing),
		}
	})
}

// page collects a text whose rows end where the room does.
type page struct {
	report finding.Report
	rules  map[string]finding.Rule
	text   strings.Builder
	room   int // for rows
}

func (p *page) printf(format string, args ...any) { fmt.Fprintf(&p.text, format, args...) }

// rows writes a row for each item, and how many there was no room for.
func rows[T any](p *page, items []T, row func(T) string) {
	for i, item := range items {
		text := row(item)
		if len(text) > p.room {
			p.room = 0 // a later, shorter row would look as if nothing were missing
			p.printf("\n%d more: the report in another format has them.\n", len(items)-i)
			return
		}
		p.room -= len(text)
		p.text.WriteString(text)
	}
}

// table writes a heading and a table with a row for each finding; nothing where there is none.
func (p *page) table(title string, columns []string, findings []finding.Finding, cells func(finding.Finding) []string) {
	if len(findings) == 0 {
		return
	}
	accounts := len(p.report.Scopes) > 1
	if accounts {
		columns = append([]string{"Account"}, columns...)
	}
	if title != "" {
		p.printf("\n### %s\n", title)
	}
	p.printf("\n| %s |\n|%s\n", strings.Join(columns, " | "), strings.Repeat(" --- |", len(columns)))
	rows(p, findings, func(f finding.Finding) string {
		row := cells(f)
		if accounts {
			row = append([]string{mdCode(f.Account)}, row...)
		}
		return "| " + strings.Join(row, " | ") + " |\n"
	})
}

// remedies says what to do, once for each rule that failed.
func (p *page) remedies(failed []finding.Finding) {
	seen := map[string]bool{}
	failed = slices.DeleteFunc(slices.Clone(failed), func(f finding.Finding) bool {
		twice := seen[f.Rule]
		seen[f.Rule] = true
		return twice
	})
	if len(failed) == 0 {
		return
	}
	p.printf("\n<details><summary>What to do</summary>\n\n")
	rows(p, failed, func(f finding.Finding) string {
		rule := p.rules[f.Rule]
		return fmt.Sprintf("* %s %s: %s\n", mdCode(rule.ID), mdCell(rule.Title), mdCell(inline(rule.Remediation)))
	})
	p.printf("\n</details>\n")
}

// waivers lists what is to be told of them.
func (p *page) waivers(lines []string) {
	if len(lines) == 0 {
		return
	}
	p.printf("\n### Waivers that have expired or are unused\n\n")
	rows(p, lines, func(text string) string { return "* " + mdCell(text) + "\n" })
}

// rest lists what needs nobody's eyes, folded: what is waived first, since that does not last.
func (p *page) rest(findings []finding.Finding) {
	if len(findings) == 0 {
		return
	}
	state := func(f finding.Finding) int {
		if f.Waiver != nil {
			return -1
		}
		return slices.Index(finding.Outcomes, f.Outcome)
	}
	slices.SortStableFunc(findings, func(a, b finding.Finding) int { return state(a) - state(b) })
	s := p.report.Summary
	p.printf("\n<details><summary>%d waived, %d passed, %d not applicable</summary>\n", s.Waived, s.Pass, s.NotApplicable)
	p.table("", []string{"Outcome", "Rule", "Resource", "Waiver"}, findings, func(f finding.Finding) []string {
		accepted := ""
		if f.Waiver != nil {
			accepted = mdCell(waiver(*f.Waiver))
		}
		return []string{mdText(words(f.Outcome)), mdCode(f.Rule), mdCode(f.Resource), accepted}
	})
	p.printf("\n</details>\n")
}

// mdCode is an id. In code GitHub looks for no names.
func mdCode(s string) string { return "<code>" + mdEscape(cut(oneLine(s), markdownCell)) + "</code>" }

// mdCodes are some ids, and how many more there are.
func mdCodes(ids []string) string {
	const most = 20
	var codes []string
	for i, id := range ids {
		if i == most {
			return strings.Join(codes, " ") + fmt.Sprintf(" and %d more", len(ids)-most)
		}
		codes = append(codes, mdCode(id))
	}
	return strings.Join(codes, " ")
}

func mdCell(s string) string { return mdText(cut(oneLine(s), markdownCell)) }

func mdTold(f finding.Finding) string {
	texts := told(f)
	cells := make([]string, len(texts))
	for i, text := range texts {
		cells[i] = mdCell(text)
	}
	return strings.Join(cells, "<br>")
}

// mdText is a text in which nobody is mentioned.
func mdText(s string) string { return strings.ReplaceAll(mdEscape(s), "@", "<code>@</code>") }

// mdEscape leaves Markdown nothing to interpret.
func mdEscape(s string) string {
	s = oneLine(s)
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		special := strings.IndexByte("\\`*[]<>&|~$", c) >= 0 ||
			c == '_' && (i == 0 || i+1 == len(s) || !isWord(s[i-1]) || !isWord(s[i+1])) || // s3.tls_only is no emphasis
			c == ':' && strings.HasPrefix(s[i:], "://") ||
			c == '.' && i >= 3 && strings.EqualFold(s[i-3:i], "www")
		if special {
			fmt.Fprintf(&b, "&#%d;", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func isWord(c byte) bool { return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' }
