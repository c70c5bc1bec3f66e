package report

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"trailproof/finding"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// table is for people at a terminal: what failed and what could not be decided, grouped by resource, and a last line that
// counts everything.
var table = Format{Name: "table", Extension: "txt", Write: writeTable}

func writeTable(w io.Writer, r finding.Report, o Options) error {
	width := o.Width
	if width <= 0 {
		width = 120
	}
	p := tablePrinter{w: w, o: o, rule: 0, width: max(width, 60)}
	for _, f := range r.Findings {
		if o.shown(f) {
			p.rule = max(p.rule, len(f.Rule))
		}
	}
	for _, s := range r.Scopes {
		p.printf("%s\n", oneLine(scopeLine(s)))
	}
	group := []finding.Finding{}
	for _, f := range r.Findings {
		if !o.shown(f) {
			continue
		}
		if len(group) > 0 && group[0].Resource != f.Resource {
			p.group(group)
			group = group[:0]
		}
		group = append(group, f)
	}
	p.group(group)
	p.summary(r)
	return p.err
}

type tablePrinter struct {
	w           io.Writer
	o           Options
	rule, width int
	err         error
}

func (p *tablePrinter) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// group prints the findings of one resource.
func (p *tablePrinter) group(findings []finding.Finding) {
	if len(findings) == 0 {
		return
	}
	title := oneLine(findings[0].Resource)
	if findings[0].Resource == findings[0].Account {
		title = "account " + title
	}
	p.printf("\n%s\n", p.style(bold, title))
	slices.SortStableFunc(findings, worstFirst)
	var text strings.Builder
	const gap, outcomes, severities = 2, len("UNKNOWN"), len("critical")
	room := max(20, p.width-4*gap-outcomes-severities-p.rule)
	t := tablewriter.NewTable(&text,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders:  tw.BorderNone,
			Settings: tw.Settings{Separators: tw.SeparatorsNone, Lines: tw.LinesNone},
		})),
		tablewriter.WithRowAutoWrap(tw.WrapNormal),
		tablewriter.WithRowAlignment(tw.AlignLeft),
		tablewriter.WithPadding(tw.Padding{Left: "  ", Right: tw.Empty, Overwrite: true}),
		tablewriter.WithTrimSpace(tw.Off),
		tablewriter.WithColumnWidths(tw.Mapper[int, int]{
			0: gap + outcomes, 1: gap + severities, 2: gap + p.rule, 3: gap + room,
		}),
	)
	for _, f := range findings {
		row := []string{p.outcome(f.Outcome), p.severity(f.Severity), oneLine(f.Rule), breakWords(oneLine(f.Message), room)}
		if err := t.Append(row); err != nil {
			p.err = err
		}
	}
	if err := t.Render(); err != nil && p.err == nil {
		p.err = err
	}
	for line := range strings.Lines(text.String()) {
		p.printf("%s\n", strings.TrimRight(line, " \n")) // cells are filled up with spaces, the last one too
	}
}

// breakWords breaks words that are wider than a column, which tablewriter would cut: long ARNs are the point of a message.
func breakWords(s string, width int) string {
	var b strings.Builder
	used := 0
	for _, r := range s {
		w := twwidth.Width(string(r))
		switch {
		case r == ' ':
			used = 0
		case used+w > width:
			b.WriteByte('\n')
			used = w
		default:
			used += w
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (p *tablePrinter) summary(r finding.Report) {
	missing := map[string]bool{}
	for _, f := range r.Findings {
		if f.Outcome == finding.Unknown && f.Waiver == nil {
			for _, action := range f.Missing {
				missing[oneLine(action)] = true
			}
		}
	}
	if len(missing) > 0 {
		p.printf("\nnot seen: %s\n", strings.Join(slices.Sorted(maps.Keys(missing)), ", "))
	}
	if s := r.Summary; s.Fail+s.Unknown > 0 {
		p.printf("\ntrailproof explain RULE says why a rule matters and what to do\n")
	}
	p.printf("\n%s\n", counts(r, func(s finding.Severity, text string) string { return p.style(colors[s], text) }))
}

// counts is the line that counts everything, whatever is shown.
func counts(r finding.Report, style func(finding.Severity, string) string) string {
	s := r.Summary
	failed := fmt.Sprintf("%d failed", s.Fail)
	parts := []string{}
	for _, level := range finding.Severities {
		if n := s.FailBy[level]; n > 0 {
			parts = append(parts, style(level, fmt.Sprintf("%d %s", n, level)))
		}
	}
	if len(parts) > 0 {
		failed += " (" + strings.Join(parts, ", ") + ")"
	}
	line := fmt.Sprintf("%d %s, %d %s: %s, %d unknown, %d passed, %d not applicable", len(r.Rules), plural(len(r.Rules), "rule"),
		len(r.Scopes), plural(len(r.Scopes), "account"), failed, s.Unknown, s.Pass, s.NotApplicable)
	if s.Waived > 0 {
		line += fmt.Sprintf(", %d waived", s.Waived)
	}
	return line
}

func plain(_ finding.Severity, text string) string { return text }

// scopeLine says what was judged.
func scopeLine(s finding.Scope) string {
	line := fmt.Sprintf("account %s (%s), %d %s, seen %s", s.Account, s.Partition, len(s.Regions), plural(len(s.Regions), "Region"),
		s.TakenAt.UTC().Format("2006-01-02 15:04 UTC"))
	if s.Gaps > 0 {
		line += fmt.Sprintf(", %d %s", s.Gaps, plural(s.Gaps, "gap"))
	}
	return line
}

func plural(n int, word string) string {
	if n == 1 {
		return word
	}
	return word + "s"
}

// SGR parameters.
const (
	bold    = "1"
	red     = "31"
	boldRed = "1;31"
	yellow  = "33"
	cyan    = "36"
	dim     = "2"
)

var colors = map[finding.Severity]string{
	finding.Critical: boldRed, finding.High: red, finding.Medium: yellow, finding.Low: cyan, finding.Info: dim,
}

func (p *tablePrinter) style(sgr, text string) string {
	if !p.o.Color {
		return text
	}
	return "\x1b[" + sgr + "m" + text + "\x1b[0m"
}

func (p *tablePrinter) outcome(o finding.Outcome) string {
	if o == finding.Fail {
		return p.style(bold, "FAIL")
	}
	return p.style(dim, strings.ToUpper(string(o)))
}

func (p *tablePrinter) severity(s finding.Severity) string { return p.style(colors[s], string(s)) }
