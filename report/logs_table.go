package report

import (
	"fmt"
	"io"
	"strings"

	"trailproof/logs"
)

// logTable is for people: what is wrong under its Region, the worst first, and a last line that counts everything.
var logTable = LogFormat{Name: "table", Extension: "txt", Write: writeLogTable}

func writeLogTable(w io.Writer, r LogReport) error {
	var b strings.Builder
	print := func(format string, args ...any) { fmt.Fprintf(&b, format, args...) }
	print("%s, %s to %s\n", oneLine(r.Source), logTime(r.Start, "the first digest"), logTime(r.End, "the last"))
	for i := range r.Regions {
		region := &r.Regions[i]
		print("\naccount %s, %s: %s\n", oneLine(region.Account), oneLine(region.Region), region.Verdict)
		for _, t := range region.Trails {
			if t.From == nil {
				print("  trail %s of %s: no digest is verified\n", oneLine(t.Name), oneLine(t.Home))
				continue
			}
			print("  trail %s of %s, digests from %s to %s\n", oneLine(t.Name), oneLine(t.Home), logTime(t.From, ""), logTime(t.To, ""))
		}
		for _, h := range region.Hours {
			if h.Verdict != logs.Valid && h.Verdict != logs.Noted {
				print("  the hours from %s to %s: %s\n", logTime(&h.From, ""), logTime(&h.To, ""), h.Verdict)
			}
		}
		for _, f := range region.Findings {
			about := f.Detail
			if f.Key != "" {
				about = f.Key
			} else if f.From != nil {
				about = logSubject(region.Where(), f) + ": " + f.Detail
			}
			print("  %-9s %-12s %s\n", strings.ToUpper(string(f.Verdict)), f.Kind, oneLine(about))
			if f.Detail != "" && f.Key != "" {
				print("  %-9s %-12s %s\n", "", "", oneLine(f.Detail))
			}
		}
		if region.Omitted > 0 {
			print("  and %d more\n", region.Omitted)
		}
	}
	if len(r.Regions) == 0 {
		print("\nThere are no digests, and no log files.\n")
	}
	print("\n%d digests: %s\n%d log files: %s\nencryption: %s\n%s\n", logTotal(r.Digests), logCounts(r.Digests), logTotal(r.Logs),
		logCounts(r.Logs), oneLine(logEncryption(r.Encryption)), r.Line())
	_, err := io.WriteString(w, b.String())
	return err
}
