package report

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"trailproof/plan"

	"github.com/rogpeppe/go-internal/diff"
)

// WritePlan shows a plan to the person who has to agree to it: each write with its risk, what it is for, what it changes as a
// unified diff, and how it is taken back; what the rules say before and after; and what is left for a person.
func WritePlan(w io.Writer, p *plan.Plan) error {
	out := &planPrinter{w: bufio.NewWriter(w)}
	out.line("Plan for account %s, as it was at %s", p.Account, p.TakenAt.UTC().Format("2006-01-02 15:04:05 UTC"))
	for _, s := range p.Steps {
		out.step(s)
	}
	if len(p.Steps) == 0 {
		out.line("")
		out.line("There is nothing to do that a machine may decide.")
	}
	out.verdicts(p)
	out.left(p.Left)
	return cmp.Or(out.err, out.w.Flush())
}

type planPrinter struct {
	w   *bufio.Writer
	err error
}

func (p *planPrinter) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintln(p.w, strings.TrimRight(fmt.Sprintf(format, args...), " "))
	}
}

func (p *planPrinter) step(s plan.Step) {
	p.line("")
	where := ""
	if s.Region != "" {
		where = " in " + s.Region
	}
	p.line("%d. %s %s%s", s.ID, strings.Join(s.Calls, ", "), oneLine(s.Resource), where)
	for _, r := range s.For {
		about := ""
		if r.Resource != s.Resource {
			about = " of " + oneLine(r.Resource)
		}
		p.line("   for   %s%s", r.Rule, about)
	}
	p.line("   risk  %s", riskWords[s.Risk])
	p.line("   undo  %s", s.Undo)
	before, after := document(s.Before), document(s.After)
	for _, row := range strings.Split(strings.TrimSuffix(string(diff.Diff("now", before, "then", after)), "\n"), "\n") {
		if row != "" && !strings.HasPrefix(row, "diff ") {
			p.line("   %s", oneLine(strings.ReplaceAll(row, "\t", "    ")))
		}
	}
}

var riskWords = map[plan.Risk]string{
	plan.Safe:           "safe",
	plan.Costly:         "costly: AWS charges for it",
	plan.AccessRemoving: "access-removing: somebody who has access loses it",
	plan.Irreversible:   "irreversible: no call takes it back",
}

// document lays a state out in lines. Where it is the text of a policy the policy is what is shown: as it is where it has lines of
// its own, else laid out, the old one and the new one alike.
func document(s plan.State) []byte {
	if s == plan.None || s == "" {
		return nil
	}
	var text string
	if json.Unmarshal([]byte(s), &text) != nil {
		return laidOut([]byte(s))
	}
	if strings.Contains(strings.TrimSpace(text), "\n") {
		return []byte(strings.TrimRight(text, "\n") + "\n")
	}
	return laidOut([]byte(text))
}

func laidOut(text []byte) []byte {
	var b bytes.Buffer
	if json.Indent(&b, text, "", "  ") != nil {
		b.Reset()
		b.Write(text)
	}
	b.WriteByte('\n')
	return b.Bytes()
}

// verdicts shows what changes, and counts what does not.
func (p *planPrinter) verdicts(pl *plan.Plan) {
	same := map[string]int{}
	shown := false
	for _, v := range pl.Verdicts {
		if v.Before == v.After {
			same[v.After]++
			continue
		}
		if !shown {
			p.line("")
			p.line("What the rules say, now and then:")
			shown = true
		}
		p.line("   %s → %s  %s %s", spaced(v.Before), spaced(v.After), v.Rule, oneLine(v.Resource))
	}
	var rest []string
	for _, outcome := range []string{"pass", "fail", "unknown", "waived", "not_applicable"} {
		if n := same[outcome]; n > 0 {
			rest = append(rest, fmt.Sprintf("%d %s", n, spaced(outcome)))
		}
	}
	if len(rest) > 0 {
		p.line("")
		p.line("As before: %s", strings.Join(rest, ", "))
	}
}

// left shows what a person has to do.
func (p *planPrinter) left(all []plan.Left) {
	if len(all) == 0 {
		return
	}
	p.line("")
	p.line("Left for a person:")
	for _, l := range all {
		p.line("")
		p.line("%s %s (%s): %s", l.Rule, oneLine(l.Resource), l.Severity, leftWords[l.Kind])
		for _, text := range []string{l.Why, l.ByHand, l.Terraform} {
			for _, row := range strings.Split(strings.TrimSpace(text), "\n") {
				if row != "" {
					p.line("   %s", oneLine(strings.ReplaceAll(row, "\t", "    ")))
				}
			}
		}
	}
}

var leftWords = map[plan.LeftKind]string{
	plan.Manual:     "a person has to decide",
	plan.NotAllowed: "needs consent",
	plan.Managed:    "is managed elsewhere",
	plan.Waived:     "is waived",
	plan.Refused:    "refused",
	plan.Unseen:     "could not be seen",
}

func spaced(outcome string) string { return strings.ReplaceAll(outcome, "_", " ") }
