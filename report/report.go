// Package report renders a finding.Report: one file a format. A report comes in, bytes go out; the same report gives the same
// bytes. Nothing is decided here, least of all the exit code, and texts that came from an AWS account are escaped for where
// they go: they are chosen by whoever may name a bucket or write a policy.
package report

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"trailproof/finding"
	"trailproof/internal/nearest"
)

// Format is one way to render a report.
type Format struct {
	Name string
	// Extension of files, without the dot.
	Extension string
	Write     func(w io.Writer, r finding.Report, o Options) error
	// Stream writes findings as they come, for reports that need no memory of what went before; nil for the others.
	Stream func(w io.Writer, rules []finding.Rule, o Options) func([]finding.Finding) error
}

// Options are about the reader's side.
type Options struct {
	// Color allows ANSI colours, Width is that of the terminal, 0 when the reader is not one.
	Color bool
	Width int
	// Least is the least severity that is shown; empty shows all. Only table and markdown look at it: files are complete.
	Least finding.Severity
}

// Formats are all formats, the one for people first.
var Formats = []Format{table, jsonFormat, jsonl, sarif, junit, markdown, csvFormat}

// Find returns the format of that name. The error names the formats.
func Find(name string) (Format, error) {
	names := make([]string, 0, len(Formats))
	for _, f := range Formats {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Format{}, fmt.Errorf("no format %q%s", name, nearest.Hint(name, names))
}

// shown says whether a finding needs somebody's eyes: it failed or is undecided, nobody accepted it, and it is bad enough.
func (o Options) shown(f finding.Finding) bool {
	if f.Waiver != nil || o.Least != "" && !f.Severity.AtLeast(o.Least) {
		return false
	}
	return f.Outcome == finding.Fail || f.Outcome == finding.Unknown
}

// oneLine makes a text safe for a terminal or a line-based format: control characters, which could move the cursor or begin
// a new line, and invisible ones, which could turn the direction of writing, become visible escapes.
func oneLine(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
