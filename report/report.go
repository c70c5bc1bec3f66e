// Package report renders a finding.Report: one file a format. A report comes in, bytes go out; the same report gives the
// same bytes. Nothing is decided here, least of all the exit code, and texts that came from an AWS account are escaped for
// where they go: they are chosen by whoever may name a bucket or write a policy.
package report

import (
	"fmt"
	"io"
	"slices"

	"trailproof/finding"
	"trailproof/internal/nearest"
)

// Format is one way to render a report.
type Format struct {
	Name string
	// Grouped says that the format looks at Options.GroupBy, and at the report's frameworks if that is ByFramework.
	// Frameworks says that it always looks at them.
	Grouped, Frameworks bool
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
	// GroupBy is what the findings stand under; empty means ByResource. Frameworks are the ids of those to show of the
	// report's, empty means all. Only table and markdown look at them.
	GroupBy    Grouping
	Frameworks []string
}

// Grouping is what the findings of a report stand under.
type Grouping string

// The groupings.
const (
	ByResource  Grouping = "resource"
	ByRule      Grouping = "rule"
	ByFramework Grouping = "framework"
)

// Groupings are all groupings, the default first.
var Groupings = []Grouping{ByResource, ByRule, ByFramework}

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

// needsEyes says whether somebody has to look at a finding: it failed or is undecided, and nobody accepted it.
func needsEyes(f finding.Finding) bool {
	return f.Waiver == nil && (f.Outcome == finding.Fail || f.Outcome == finding.Unknown)
}

// shown says whether a finding that needs eyes is bad enough for the reader.
func (o Options) shown(f finding.Finding) bool {
	return needsEyes(f) && (o.Least == "" || f.Severity.AtLeast(o.Least))
}

// subject names what a finding is about, for people.
func subject(f finding.Finding) string {
	if f.Resource == f.Account {
		return "account " + f.Account
	}
	return f.Resource
}

// scope names what the report is about, from run to run the same.
func scope(r finding.Report) string {
	if len(r.Scopes) == 1 {
		return r.Scopes[0].Account
	}
	return "multi-account"
}

func rulesByID(rules []finding.Rule) map[string]finding.Rule {
	byID := make(map[string]finding.Rule, len(rules))
	for _, rule := range rules {
		byID[rule.ID] = rule
	}
	return byID
}

func severityRank(s finding.Severity) int { return slices.Index(finding.Severities, s) }
