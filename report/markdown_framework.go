package report

import (
	"fmt"
	"strings"

	"trailproof/finding"
)

// section is a framework in Markdown.
type section struct {
	before, after string
	findings      []finding.Finding   // in the order of the controls, each once
	controls      map[string][]string // that a rule tests
}

// sectionFrame is room for the heading of a section's findings, and for the line that counts those that did not fit.
const sectionFrame = 400

// frameworks writes each framework: a table of its controls, what is wrong in their order, and the controls about which
// nothing was found out. Findings have the room that is left by the controls. It returns the rules that it speaks of; where
// the controls alone do not fit, it says so and returns false.
func (p *page) frameworks(r finding.Report, o Options) (map[string]bool, bool) {
	shown, _, rest := coverageOf(r, o)
	sections := make([]section, len(shown))
	cost, controls := 0, 0
	named := map[string]bool{}
	for i, c := range shown {
		sections[i] = newSection(c)
		cost += len(sections[i].before) + len(sections[i].after) + sectionFrame
		controls += len(c.framework.Controls)
		for _, s := range c.judged {
			for _, id := range s.rules {
				named[id] = true
			}
		}
	}
	if cost > p.room {
		p.printf("\n%d controls are too many for this page: the report in another format has them.\n", controls)
		return nil, false
	}
	p.room -= cost
	columns := []string{"Controls", "Severity", "Outcome", "Rule", "Resource", "What was seen", "Needed"}
	for _, s := range sections {
		p.printf("%s", s.before)
		p.table("", columns, s.findings, func(f finding.Finding) []string {
			return []string{
				mdCodes(s.controls[f.Rule]), mdText(string(f.Severity)), mdText(words(f.Outcome)), mdCode(f.Rule),
				mdCode(f.Resource), mdTold(f), mdCodes(f.Missing),
			}
		})
		p.printf("%s", s.after)
	}
	if len(sections) == 0 {
		p.printf("\n%s\n", noFrameworks)
	} else {
		p.printf("\n%s\n", whatPassMeans)
	}
	if text := restOf(rest); text != "" {
		p.printf("\n%s\n", text)
	}
	return named, true
}

func newSection(c coverage) section {
	s := section{controls: map[string][]string{}}
	var b strings.Builder
	fmt.Fprintf(&b, "\n### %s\n\n%s\n\n%s.\n", mdCell(c.name()), mdCell(c.scope()), mdText(c.totals()))
	if len(c.judged) > 0 {
		b.WriteString("\n| Outcome | Control | What must hold | Findings | Tested by |\n| --- | --- | --- | --- | --- |\n")
	}
	for _, j := range c.judged {
		title := mdCell(j.control.Title)
		for _, text := range j.leftOut() {
			title += "<br>" + mdCell(text)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n",
			mdText(j.state()), mdCode(j.control.ID), title, mdText(j.score()), mdCodes(j.rules))
		for _, t := range j.told {
			s.controls[t.id] = append(s.controls[t.id], j.control.ID)
			if t.under == "" {
				s.findings = append(s.findings, t.findings...)
			}
		}
	}
	s.before = b.String()
	b.Reset()
	for _, list := range []struct {
		title    string
		controls []finding.Control
	}{{unselectedTitle, c.unselected}, {uncoveredTitle, c.uncovered}} {
		if len(list.controls) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n%s:\n\n", list.title)
		for _, control := range list.controls {
			item := mdCode(control.ID) + " " + mdCell(control.Title)
			if len(control.Rules) > 0 {
				item += " (" + mdCodes(control.Rules) + ")"
			}
			b.WriteString("* " + item + "\n")
		}
	}
	s.after = b.String()
	return s
}
