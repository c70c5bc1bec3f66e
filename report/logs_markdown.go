package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"trailproof/logs"
)

// logMarkdown is for the same places as markdown.go, and as large at most.
var logMarkdown = LogFormat{
	Name: "markdown", Extension: "md",
	Write: func(w io.Writer, r LogReport) error { return writeLogMarkdown(w, r, markdownSize) },
}

func writeLogMarkdown(w io.Writer, r LogReport, size int) error {
	p := logPage{room: size - markdownFrame}
	p.printf("<!-- trailproof:logs %s -->\n## trailproof: log files are %s\n\n", mdText(cut(logScope(r), 100)), r.Verdict)
	p.printf("%s, %s to %s.\n", mdCode(cut(r.Source, 200)), logTime(r.Start, "the first digest"), logTime(r.End, "the last"))
	p.printf("\n* Digests: %s\n* Log files: %s\n* Encryption: %s\n", logCounts(r.Digests), logCounts(r.Logs),
		mdText(cut(logEncryption(r.Encryption), 500)))
	if len(r.Regions) == 0 {
		p.printf("\nThere are no digests, and no log files.\n")
	}
	var eyes, noted, regions, hours, seals [][]string
	omitted := 0
	for i := range r.Regions {
		region := &r.Regions[i]
		where := mdCode(region.Account) + " " + mdCode(region.Region)
		regions = append(regions, []string{where, string(region.Verdict), logCounts(region.Digests), logCounts(region.Logs)})
		omitted += region.Omitted
		for _, f := range region.Findings {
			row := []string{string(f.Verdict), string(f.Kind), where, mdText(logSubject(region.Where(), f)), mdCell(f.Detail)}
			if f.Key != "" {
				row[3] = mdCode(f.Key)
			}
			switch {
			case logEyes(f):
				eyes = append(eyes, row)
			case f.Verdict == logs.Noted:
				noted = append(noted, row)
			}
		}
		for _, h := range region.Hours {
			if h.Verdict != logs.Valid {
				hours = append(hours, []string{where, logTime(&h.From, ""), logTime(&h.To, ""), string(h.Verdict)})
			}
		}
		for _, s := range region.Encryption {
			seals = append(seals, []string{
				where, fmt.Sprintf("%d %s", s.Files, plural(s.Files, string(s.Of)+" file")), logTime(&s.From, ""), logTime(&s.To, ""),
				mdCell(s.Method), mdCode(s.KMSKey), string(s.Verdict),
			})
		}
	}
	slices.SortStableFunc(eyes, func(a, b []string) int { return logRank(logs.Verdict(a[0])) - logRank(logs.Verdict(b[0])) })
	p.table("Findings", []string{"Verdict", "Kind", "Account and Region", "File or time", "What was found"}, eyes)
	if omitted > 0 {
		p.printf("\n%d more are not in this report.\n", omitted)
	}
	p.table("Regions", []string{"Account and Region", "Verdict", "Digests", "Log files"}, regions)
	p.table("Noted", []string{"Verdict", "Kind", "Account and Region", "File or time", "What was found"}, noted)
	p.table("Hours that are not valid", []string{"Account and Region", "From", "To", "Verdict"}, hours)
	p.table("Encryption", []string{"Account and Region", "Files", "From", "To", "Method", "Key", "Verdict"}, seals)
	_, err := io.WriteString(w, p.text.String())
	return err
}

// logPage collects a text whose tables end where the room does.
type logPage struct {
	text strings.Builder
	room int
}

func (p *logPage) printf(format string, args ...any) { fmt.Fprintf(&p.text, format, args...) }

func (p *logPage) table(title string, columns []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	p.printf("\n### %s\n\n| %s |\n|%s\n", title, strings.Join(columns, " | "), strings.Repeat(" --- |", len(columns)))
	for i, row := range rows {
		text := "| " + strings.Join(row, " | ") + " |\n"
		if len(text) > p.room {
			p.room = 0 // a later, shorter row would look as if nothing were missing
			p.printf("\n%d more: the report in another format has them.\n", len(rows)-i)
			return
		}
		p.room -= len(text)
		p.text.WriteString(text)
	}
}
