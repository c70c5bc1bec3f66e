package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"trailproof/finding"
)

// markdown is GitHub's dialect, for a step summary or a comment: what failed and what is undecided, the worst first, and folded
// away what was waived and what passed.
var markdown = Format{Name: "markdown", Extension: "md", Write: writeMarkdown}

// GitHub takes 65,536 characters for a comment. A step summary may have 1 MiB, but nobody reads on that far.
const (
	markdownLimit  = 65_000
	mostScopes     = 20
	markdownMargin = 500 // room for the headings of sections that were left out
	longestCell    = 1000
)

func writeMarkdown(w io.Writer, r finding.Report, o Options) error {
	m := markdownPrinter{room: markdownLimit - markdownMargin}
	// The comment is for programs that look for the text of an earlier run to replace.
	m.printf("<!-- %s -->\n## Audit trail\n\n**%s**\n\n", category(r), counts(r, plain))
	for i, s := range r.Scopes {
		if i == mostScopes {
			m.printf("* %d more accounts\n", len(r.Scopes)-i)
			break
		}
		m.printf("* %s\n", markdownText(scopeLine(s)))
	}
	m.section("Failed", false, r, func(f finding.Finding) bool { return o.shown(f) && f.Outcome == finding.Fail })
	m.section("Unknown", false, r, func(f finding.Finding) bool { return o.shown(f) && f.Outcome == finding.Unknown })
	m.section("Waived", true, r, func(f finding.Finding) bool { return f.Waiver != nil })
	m.section("Passed", true, r, func(f finding.Finding) bool { return f.Waiver == nil && f.Outcome == finding.Pass })
	_, err := io.WriteString(w, m.b.String())
	return err
}

type markdownPrinter struct {
	b    strings.Builder
	room int  // bytes that it may grow to
	full bool // something was left out; what comes later is no worse
}

func (m *markdownPrinter) printf(format string, args ...any) { fmt.Fprintf(&m.b, format, args...) }

// section writes a table of the findings that belong to it, the worst first, as many as there is room for.
func (m *markdownPrinter) section(title string, folded bool, r finding.Report, belongs func(finding.Finding) bool) {
	findings := slices.DeleteFunc(slices.Clone(r.Findings), func(f finding.Finding) bool { return !belongs(f) })
	if len(findings) == 0 {
		return
	}
	slices.SortStableFunc(findings, worstFirst)
	if folded {
		m.printf("\n<details><summary>%s: %d</summary>\n", title, len(findings))
	} else {
		m.printf("\n### %s: %d\n", title, len(findings))
	}
	for i, f := range findings {
		row := markdownRow(f)
		m.full = m.full || m.b.Len()+len(row) > m.room
		if m.full {
			m.printf("\n%d left out\n", len(findings)-i)
			break
		}
		if i == 0 {
			m.printf("\n| severity | rule | resource | seen |\n| --- | --- | --- | --- |\n")
		}
		m.printf("%s", row)
	}
	if folded {
		m.printf("\n</details>\n")
	}
}

func markdownRow(f finding.Finding) string {
	seen := markdownText(f.Message)
	if len(f.Missing) > 0 {
		seen += "<br>needs " + markdownCode(strings.Join(f.Missing, ", "))
	}
	if w := f.Waiver; w != nil {
		seen += "<br>" + markdownText(fmt.Sprintf("waived until %s by %s: %s", w.Expires.UTC().Format(time.DateOnly), w.Owner, w.Reason))
	}
	return fmt.Sprintf("| %s | %s | %s | %s |\n", f.Severity, markdownCode(f.Rule), markdownCode(f.Resource), seen)
}

// markdownText makes a text of one cell: nothing in it is markup, a link, a mention of somebody or the number of an issue. A
// comment in the middle of a word is what keeps GitHub from seeing the last three, which it looks for after all escapes.
func markdownText(s string) string {
	return markdownGuard.Replace(shorten(oneLine(s), longestCell))
}

var markdownGuard = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;",
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "|", `\|`, "~", `\~`, "$", `\$`, "!", `\!`,
	"@", "@<!-- -->", "#", "#<!-- -->", "://", ":<!-- -->//", "www.", "www<!-- -->.",
)

func markdownCode(s string) string { return "<code>" + markdownText(s) + "</code>" }
