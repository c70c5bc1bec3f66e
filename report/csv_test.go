package report

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"trailproof/finding"
)

// checkCSV reads the table as RFC 4180 has it, and looks at each cell as a spreadsheet does.
func checkCSV(t rapid.TB, r finding.Report, text []byte) {
	t.Helper()
	if bytes.Count(text, []byte("\r\n")) != len(r.Findings)+1 || bytes.Count(text, []byte("\n")) != len(r.Findings)+1 {
		t.Fatalf("%d lines for %d findings", bytes.Count(text, []byte("\n")), len(r.Findings))
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(rows[0], " ") != "account region resource rule title severity outcome message why missing controls "+
		"remediation waived_until waiver_owner waiver_reason id" {
		t.Fatalf("columns %v", rows[0])
	}
	for i, row := range rows {
		for _, cell := range row {
			first, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(cell, unicode.IsSpace))
			if strings.ContainsRune("=+-@＝＋－＠", first) || len(cell) > 32_767 {
				t.Fatalf("row %d: a cell of %d bytes starts with %q", i+1, len(cell), first)
			}
		}
		if i == 0 {
			continue
		}
		f := r.Findings[i-1]
		same := row[5] == string(f.Severity) && row[6] == string(f.Outcome) && row[15] == f.Fingerprint()
		if !same || (row[12] != "") != (f.Waiver != nil) {
			t.Fatalf("row %d says %v of %+v", i+1, row, f)
		}
	}
}

func TestCSVText(t *testing.T) {
	for in, want := range map[string]string{
		"":                           "",
		"a=b":                        "a=b",
		"=1":                         "'=1",
		"+1":                         "'+1",
		"-1":                         "'-1",
		"@SUM(1)":                    "'@SUM(1)",
		" =1":                        "' =1",
		"\u00a0=1":                   "'\u00a0=1",
		"＝1":                         "'＝1",
		"\t=1":                       `\u0009=1`,
		"\r=1":                       `\u000d=1`,
		"'=1":                        "'=1",
		"a\nb":                       `a\u000ab`,
		strings.Repeat("x", 40_000):  strings.Repeat("x", 31_960) + "... (8040 more bytes)",
		"=" + strings.Repeat("x", 9): "'=xxxxxxxxx",
	} {
		if got := csvText(in); got != want {
			t.Errorf("%.20q: got %.60q, want %.60q", in, got, want)
		}
	}
}
