package report

import (
	"strings"

	"trailproof/finding"
)

// stateWidth is room for how a control came out.
const stateWidth = len(stateNotApply)

// frameworks prints each framework: how its controls came out, what is wrong below each, and the controls about which nothing
// was found out.
func (p *tablePrinter) frameworks(r finding.Report) (hidden int) {
	shown, hidden, rest := coverageOf(r, p.o)
	label := func(f finding.Finding) string { return f.Rule + " " + p.resource(f) }
	var findings []finding.Finding
	for _, c := range shown {
		for _, s := range c.judged {
			for _, t := range s.told {
				if t.under == "" {
					findings = append(findings, t.findings...)
				}
			}
		}
	}
	p.layOut(findings, label)
	for _, c := range shown {
		p.line("")
		p.title(c.name())
		p.wrapped(oneLine(c.scope()))
		p.wrapped(c.totals())
		p.line("")
		for _, s := range c.judged {
			p.standing(s, p.idWidth(c.framework.Controls), label)
		}
		p.controls(unselectedTitle, c.unselected)
		p.controls(uncoveredTitle, c.uncovered)
	}
	p.line("")
	if len(shown) == 0 {
		p.wrapped(noFrameworks)
	} else {
		p.wrapped(whatPassMeans)
	}
	if text := restOf(rest); text != "" {
		p.wrapped(text)
	}
	return hidden
}

// standing prints how a control came out, and the findings under it.
func (p *tablePrinter) standing(s standing, ids int, label func(finding.Finding) string) {
	state := s.state()
	p.item(p.state(state)+strings.Repeat(" ", stateWidth+gutter-len(state)), stateWidth+gutter, s.control.ID, ids,
		s.control.Title+" ("+s.score()+")")
	below := func(text string) { p.item(strings.Repeat(" ", stateWidth+gutter), stateWidth+gutter, "", ids, text) }
	for _, text := range s.leftOut() {
		below(text)
	}
	for _, t := range s.told {
		if t.under != "" {
			below(t.id + ": " + t.elsewhere())
		} else {
			p.rows(t.findings, label)
		}
	}
}

// controls lists controls that were not judged, under a title that says why; nothing where there are none.
func (p *tablePrinter) controls(title string, controls []finding.Control) {
	if len(controls) == 0 {
		return
	}
	p.line("")
	p.wrapped(title + ":")
	for _, c := range controls {
		text := c.Title
		if len(c.Rules) > 0 {
			text += " (" + strings.Join(c.Rules, ", ") + ")"
		}
		p.item("  ", 2, c.ID, p.idWidth(controls), text)
	}
}

// idWidth is room for the ids of controls, where these are short enough for a column that leaves some to the text; else 0.
func (p *tablePrinter) idWidth(controls []finding.Control) int {
	widest := 0
	for _, c := range controls {
		widest = max(widest, cellWidth(oneLine(c.ID)))
	}
	if widest > 12 || p.width-stateWidth-gutter-widest-gutter < tableNarrow {
		return 0
	}
	return widest
}

// item prints a text with an id in front, behind a prefix that is so many cells wide. Further lines are indented.
func (p *tablePrinter) item(prefix string, cells int, id string, ids int, text string) {
	id = oneLine(id)
	if ids == 0 {
		id, text = "", strings.TrimSpace(id+" "+text)
	} else {
		ids += gutter
	}
	for _, line := range wrap(oneLine(text), p.width-cells-ids, tableLines) {
		p.line(prefix + id + strings.Repeat(" ", ids-cellWidth(id)) + line)
		prefix, id = strings.Repeat(" ", cells), ""
	}
}

func (p *tablePrinter) state(state string) string {
	words := strings.Fields(strings.ToUpper(state))
	sgr := dim
	if state == stateFail {
		sgr = bold
	}
	for i := range words {
		words[i] = p.style(sgr, words[i])
	}
	return strings.Join(words, " ")
}
