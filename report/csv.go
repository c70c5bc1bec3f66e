package report

import (
	"encoding/csv"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"trailproof/finding"
)

// csvFormat is a row for each finding, for spreadsheets and databases (RFC 4180). Columns are only ever added, at the end.
var csvFormat = Format{Name: "csv", Extension: "csv", Write: writeCSV}

var csvColumns = []struct {
	name  string
	value func(f finding.Finding, r finding.Rule) string
}{
	{"account", func(f finding.Finding, _ finding.Rule) string { return f.Account }},
	{"region", func(f finding.Finding, _ finding.Rule) string { return f.Region }},
	{"resource", func(f finding.Finding, _ finding.Rule) string { return f.Resource }},
	{"rule", func(f finding.Finding, _ finding.Rule) string { return f.Rule }},
	{"title", func(_ finding.Finding, r finding.Rule) string { return r.Title }},
	{"severity", func(f finding.Finding, _ finding.Rule) string { return string(f.Severity) }},
	{"outcome", func(f finding.Finding, _ finding.Rule) string { return string(f.Outcome) }},
	{"message", func(f finding.Finding, _ finding.Rule) string { return f.Message }},
	{"why", func(f finding.Finding, _ finding.Rule) string { return strings.Join(f.Why, "; ") }},
	{"missing_actions", func(f finding.Finding, _ finding.Rule) string { return strings.Join(f.Missing, " ") }},
	{"controls", func(_ finding.Finding, r finding.Rule) string { return strings.Join(controls(r), " ") }},
	{"waiver_reason", waived(func(w finding.Waiver) string { return w.Reason })},
	{"waiver_owner", waived(func(w finding.Waiver) string { return w.Owner })},
	{"waiver_expires", waived(func(w finding.Waiver) string { return w.Expires.UTC().Format(time.RFC3339) })},
	{"fingerprint", func(f finding.Finding, _ finding.Rule) string { return f.Fingerprint() }},
}

func waived(get func(finding.Waiver) string) func(finding.Finding, finding.Rule) string {
	return func(f finding.Finding, _ finding.Rule) string {
		if f.Waiver == nil {
			return ""
		}
		return get(*f.Waiver)
	}
}

// controls are the framework ids of a rule as framework/id, sorted by framework.
func controls(r finding.Rule) []string {
	var all []string
	for _, framework := range slices.Sorted(maps.Keys(r.Controls)) {
		for _, id := range r.Controls[framework] {
			all = append(all, framework+"/"+id)
		}
	}
	return all
}

func writeCSV(w io.Writer, r finding.Report, _ Options) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	row := make([]string, len(csvColumns))
	for i, c := range csvColumns {
		row[i] = c.name
	}
	if err := out.Write(row); err != nil {
		return err
	}
	for _, f := range r.Findings {
		rule, _ := r.Rule(f.Rule)
		for i, c := range csvColumns {
			row[i] = cell(c.value(f, rule))
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// cell disarms what a spreadsheet would run as a formula, with the apostrophe that makes it text.
// https://owasp.org/www-community/attacks/CSV_Injection
func cell(s string) string {
	s = oneLine(s)
	if first := strings.TrimLeft(s, " "); first != "" && strings.ContainsAny(first[:1], "=+-@") {
		return "'" + s
	}
	return s
}
