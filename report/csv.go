package report

import (
	"encoding/csv"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"trailproof/finding"
)

// csvFormat has one row a finding, for spreadsheets and for people who pivot.
//
//   - Excel, LibreOffice and Google Sheets run a cell that starts with = + - @ (or, in East Asian editions, with their wide
//     forms) as a formula, quoted or not, and strip blanks first. Such a cell gets an apostrophe in front. The names in a
//     report are chosen by whoever may create a bucket, so that this is an attack, not a curiosity.
//   - Excel spills what is longer than 32,767 characters into the next rows.
//   - RFC 4180 ends lines by CR LF. A cell has no line breaks here: grep and cut work too.
//   - There is no byte order mark: Excel would like one, every other reader would take it for part of the first column's
//     name.
//
// The columns are a promise: new ones are added at the right.
var csvFormat = Format{Name: "csv", Extension: "csv", Write: writeCSV}

var csvColumns = []string{
	"account", "region", "resource", "rule", "title", "severity", "outcome", "message", "why", "missing", "controls",
	"remediation", "waived_until", "waiver_owner", "waiver_reason", "id",
}

const csvCell = 32_000

func writeCSV(w io.Writer, r finding.Report, _ Options) error {
	rules := rulesByID(r.Rules)
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(csvColumns); err != nil {
		return err
	}
	for _, f := range r.Findings {
		rule := rules[f.Rule]
		var until, owner, reason string
		if v := f.Waiver; v != nil {
			until, owner, reason = v.Expires.UTC().Format("2006-01-02"), v.Owner, v.Reason
		}
		row := []string{
			f.Account, f.Region, f.Resource, f.Rule, rule.Title, string(f.Severity), string(f.Outcome), f.Message,
			strings.Join(f.Why, "; "), strings.Join(f.Missing, " "), controls(rule), inline(rule.Remediation),
			until, owner, reason, f.Fingerprint(),
		}
		for i := range row {
			row[i] = csvText(row[i])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// controls lists the controls of a rule: framework id id; framework id.
func controls(rule finding.Rule) string {
	var parts []string
	for _, framework := range slices.Sorted(maps.Keys(rule.Controls)) {
		parts = append(parts, framework+" "+strings.Join(rule.Controls[framework], " "))
	}
	return strings.Join(parts, "; ")
}

// csvText makes a cell that no spreadsheet runs.
func csvText(s string) string {
	s = cut(oneLine(s), csvCell)
	first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(s, unicode.IsSpace))
	if strings.ContainsRune("=+-@＝＋－＠", first) {
		return "'" + s
	}
	return s
}
