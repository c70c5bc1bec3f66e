package report

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"trailproof/finding"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/pkg/twcache"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// table is for people at a terminal: what failed and what could not be decided, grouped by resource, rule or framework, the
// worst resource or rule first, and a last line that counts everything.
//
//   - People copy an ARN from it: no borders, no trailing blanks, and an id breaks only where it is wider than the terminal.
//   - tablewriter lets a word that is wider than its column destroy the layout, or breaks a coloured word in the middle of
//     an escape. So cells come to it already broken into lines, and only cells of one word have colours.
//   - How wide a character of ambiguous width is, tablewriter guesses from the environment. Here such a character is narrow
//     everywhere, lest the same report give other bytes on another machine.
var table = Format{Name: "table", Grouped: true, Extension: "txt", Write: writeTable}

const (
	outcomeWidth  = len("UNKNOWN")
	severityWidth = len("critical")
	gutter        = 2
	tableNarrow   = 40 // where a message would get less than this, it stands below its rule
	tableLines    = 8  // of one text
)

func writeTable(w io.Writer, r finding.Report, o Options) error {
	p := &tablePrinter{w: bufio.NewWriter(w), o: o, width: max(cmp.Or(o.Width, 120), 40), named: len(r.Scopes) > 1}
	p.looked(r)
	hidden := 0
	switch o.GroupBy {
	case ByFramework:
		hidden = p.frameworks(r)
	case ByRule:
		hidden = p.groups(r, ruleOf, p.ruleTitle(r), p.resource)
	case ByResource, "":
		hidden = p.groups(r, func(f finding.Finding) string { return f.Account + "\x00" + f.Resource }, p.resource, ruleOf)
	}
	p.waivers(stale(r))
	p.line("")
	if hidden > 0 {
		p.wrapped(belowLeast(hidden, o))
	}
	if text := reassurance(r.Summary); text != "" {
		p.wrapped(text)
	} else {
		p.wrapped("trailproof explain RULE says why a rule matters and what to do.")
	}
	silent := r.Silent()
	if len(silent) > 0 {
		p.wrapped(asleep(silent))
	}
	judged := len(r.Rules) - len(silent)
	p.wrapped(fmt.Sprintf("%d %s, %d %s: %s", judged, plural(judged, "rule"),
		len(r.Scopes), plural(len(r.Scopes), "account"), counts(r.Summary, p.severityWords)))
	return cmp.Or(p.err, p.w.Flush())
}

// groups prints the findings by a key, each under the title of its group and with a label that tells it from the others.
func (p *tablePrinter) groups(r finding.Report, key, title, label func(finding.Finding) string) (hidden int) {
	groups, hidden := groupFindings(r, p.o, key)
	p.layOut(slices.Concat(groups...), label)
	for _, g := range groups {
		p.line("")
		p.title(title(g[0]))
		p.rows(g, label)
	}
	return hidden
}

// resource names what a finding is about; where there are several accounts, with its account.
func (p *tablePrinter) resource(f finding.Finding) string {
	if p.named && f.Resource != f.Account {
		return "account " + f.Account + " " + subject(f)
	}
	return subject(f)
}

func ruleOf(f finding.Finding) string { return f.Rule }

func (p *tablePrinter) ruleTitle(r finding.Report) func(finding.Finding) string {
	rules := rulesByID(r.Rules)
	return func(f finding.Finding) string { return f.Rule + ": " + rules[f.Rule].Title }
}

// asleep says what would let the silent rules speak.
func asleep(silent []finding.Rule) string {
	var with []string
	for _, rule := range silent {
		with = append(with, rule.With...)
	}
	slices.Sort(with)
	need := "need"
	if len(silent) == 1 {
		need = "needs"
	}
	return fmt.Sprintf("%d more %s %s opt-in evidence: --with %s", len(silent), plural(len(silent), "rule"), need,
		strings.Join(slices.Compact(with), ", "))
}

// groupFindings returns what is to be shown, the worst group and the worst finding first, and how much the options hide.
func groupFindings(r finding.Report, o Options, key func(finding.Finding) string) (groups [][]finding.Finding, hidden int) {
	index := map[string]int{}
	for _, f := range r.Findings {
		if !o.shown(f) {
			if needsEyes(f) {
				hidden++
			}
			continue
		}
		k := key(f)
		i, known := index[k]
		if !known {
			i = len(groups)
			index[k] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], f)
	}
	for _, g := range groups {
		slices.SortStableFunc(g, func(a, b finding.Finding) int { return cmp.Compare(badness(a), badness(b)) })
	}
	slices.SortStableFunc(groups, func(a, b []finding.Finding) int { return cmp.Compare(badness(a[0]), badness(b[0])) })
	return groups, hidden
}

// badness orders the worst first: failures before unknowns, then by severity.
func badness(f finding.Finding) int {
	rank := severityRank(f.Severity)
	if f.Outcome == finding.Unknown {
		rank += len(finding.Severities)
	}
	return rank
}

type tablePrinter struct {
	w       *bufio.Writer // keeps its first error until Flush
	o       Options
	width   int
	named   bool // there are several accounts
	stacked bool // the message stands below what tells the finding from others
	room    int  // for a message
	table   *tablewriter.Table
	cells   bytes.Buffer // what table writes
	err     error        // of table
}

// layOut makes the columns, for labels as wide as those of the findings.
func (p *tablePrinter) layOut(findings []finding.Finding, label func(finding.Finding) string) {
	widest := 0
	for _, f := range findings {
		widest = max(widest, cellWidth(oneLine(label(f))))
	}
	third := p.width - gutter - outcomeWidth - gutter - severityWidth - gutter
	p.room = third - widest - gutter
	if p.stacked = p.room < tableNarrow; p.stacked {
		p.room = third
	} else {
		third = widest
	}
	p.table = tablewriter.NewTable(&p.cells,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders:  tw.BorderNone,
			Settings: tw.Settings{Separators: tw.SeparatorsNone, Lines: tw.LinesNone},
		})),
		tablewriter.WithEastAsian(tw.Off),
		// The cache for values that print themselves, of which there are none: the default one is 400 KB for each Reset.
		tablewriter.WithStringerCacheCustom(twcache.NewLRU[reflect.Type, reflect.Value](1)),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithRowAlignment(tw.AlignLeft),
		tablewriter.WithPadding(tw.Padding{Left: strings.Repeat(" ", gutter), Right: tw.Empty, Overwrite: true}),
		tablewriter.WithTrimSpace(tw.Off),
		tablewriter.WithColumnWidths(tw.Mapper[int, int]{
			0: gutter + outcomeWidth, 1: gutter + severityWidth, 2: gutter + third,
		}),
	)
}

func (p *tablePrinter) line(text string) {
	_, _ = p.w.WriteString(strings.TrimRight(text, " ") + "\n")
}

func (p *tablePrinter) wrapped(text string) {
	for _, line := range wrap(text, p.width, tableLines) {
		p.line(line)
	}
}

// looked says what was judged: a line for each account while these are few.
func (p *tablePrinter) looked(r finding.Report) {
	if len(r.Scopes) == 0 || len(r.Scopes) > 5 {
		p.wrapped(oneLine(looked(r)))
		return
	}
	for _, s := range r.Scopes {
		one := r
		one.Scopes = []finding.Scope{s}
		p.wrapped(oneLine(looked(one)))
	}
}

// title prints what a group is about.
func (p *tablePrinter) title(text string) {
	for _, line := range wrap(oneLine(text), p.width, 4) {
		p.line(p.style(bold, line))
	}
}

// waivers prints what is to be told of waivers, a line each.
func (p *tablePrinter) waivers(lines []string) {
	if len(lines) == 0 {
		return
	}
	p.line("")
	p.title("Waivers that have expired or are unused")
	indent := strings.Repeat(" ", gutter)
	for _, text := range lines {
		for _, line := range wrap(oneLine(text), p.width-gutter, tableLines) {
			p.line(indent + line)
		}
	}
}

// rows prints findings, a row each.
func (p *tablePrinter) rows(findings []finding.Finding, label func(finding.Finding) string) {
	p.cells.Reset()
	p.table.Reset()
	for _, f := range findings {
		row := []string{p.outcome(f.Outcome), p.severity(f.Severity)}
		if p.stacked {
			lines := append(wrap(oneLine(label(f)), p.room, tableLines), cell(f, p.room)...)
			row = append(row, strings.Join(lines, "\n"))
		} else {
			row = append(row, oneLine(label(f)), strings.Join(cell(f, p.room), "\n"))
		}
		p.err = cmp.Or(p.err, p.table.Append(row))
	}
	p.err = cmp.Or(p.err, p.table.Render())
	for _, line := range strings.Split(strings.TrimSuffix(p.cells.String(), "\n"), "\n") {
		p.line(line)
	}
}

// cell is what is told of a finding, and what an unknown needs where that does not say it.
func cell(f finding.Finding, width int) []string {
	var lines []string
	for _, text := range told(f) {
		lines = append(lines, wrap(oneLine(text), width, tableLines)...)
	}
	words := strings.Fields(strings.Join(lines, " "))
	unnamed := func(action string) bool { return !slices.Contains(words, action) }
	if slices.ContainsFunc(f.Missing, unnamed) {
		lines = append(lines, wrap(oneLine("needed: "+strings.Join(f.Missing, ", ")), width, tableLines)...)
	}
	return lines
}

// wrap breaks a text into lines that are at most width cells wide, between words where it can. After most lines it says how
// much there is to come.
func wrap(text string, width, most int) []string {
	var lines []string
	line := ""
	words := strings.Fields(text)
	for i := 0; i < len(words); i++ {
		word := words[i]
		switch {
		case line == "" && cellWidth(word) <= width:
			line = word
		case line == "":
			head, tail := splitCells(word, width)
			lines = append(lines, head)
			words[i] = tail
			i--
		case cellWidth(line)+1+cellWidth(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = ""
			i--
		}
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	if len(lines) > most {
		more := 0
		for _, line := range lines[most-1:] {
			more += len([]rune(line))
		}
		lines = append(lines[:most-1], fmt.Sprintf("... (%d more)", more))
	}
	return lines
}

// splitCells cuts a word behind width cells, but takes one character at least.
func splitCells(word string, width int) (head, tail string) {
	cells := 0
	for i, r := range word {
		cells += cellWidth(string(r))
		if cells > width && i > 0 {
			return word[:i], word[i:]
		}
	}
	return word, ""
}

func cellWidth(s string) int { return twwidth.WidthWithOptions(s, twwidth.Options{}) }

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
	if !p.o.Color || text == "" {
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

// severityWords colours each word alone, since a line may end between them.
func (p *tablePrinter) severityWords(s finding.Severity, text string) string {
	words := strings.Fields(text)
	for i := range words {
		words[i] = p.style(colors[s], words[i])
	}
	return strings.Join(words, " ")
}

func (p *tablePrinter) severity(s finding.Severity) string { return p.style(colors[s], string(s)) }
