package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"trailproof/finding"
	"trailproof/internal/nearest"
	"trailproof/logs"
)

// LogFormat is one way to render what the verification of log files found.
type LogFormat struct {
	Name, Extension string
	// Files says that it lists every file, and reads LogReport.Files.
	Files bool
	Write func(w io.Writer, r LogReport) error
}

// LogReport is a report with what is not in it.
type LogReport struct {
	*logs.Report
	Tool finding.Tool
	// Files tells of every finding and every valid file, those of a Region together and in the same order each time, the Regions
	// in the report's order. It may be nil where no format lists files.
	Files func(each func(logs.Where, logs.Finding) error) error
}

// LogFormats are all formats, the one for people first.
var LogFormats = []LogFormat{logTable, logJSON, logJSONL, logSARIF, logJUnit, logMarkdown, logEvidence}

// FindLog returns the format of that name. The error names the formats.
func FindLog(name string) (LogFormat, error) {
	names := make([]string, 0, len(LogFormats))
	for _, f := range LogFormats {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return LogFormat{}, fmt.Errorf("no format %q%s", name, nearest.Hint(name, names))
}

// logJSON is the report itself.
var logJSON = LogFormat{Name: "json", Extension: "json", Write: func(w io.Writer, r LogReport) error { return writeJSON(w, r.Report) }}

// logRule is the id of a kind of finding in formats that have rules.
func logRule(k logs.Kind) string { return "logs." + string(k) }

// logEyes says whether somebody has to look at a finding.
func logEyes(f logs.Finding) bool { return f.Verdict != logs.Valid && f.Verdict != logs.Noted }

// logSubject is what a finding is about: a file, a time, or the Region.
func logSubject(w logs.Where, f logs.Finding) string {
	switch {
	case f.Key != "":
		return f.Key
	case f.From == nil:
		return "account " + w.Account + ", " + w.Region
	case f.From.Equal(*f.To):
		return logTime(f.From, "")
	}
	return logTime(f.From, "") + " to " + logTime(f.To, "")
}

func logTime(t *time.Time, otherwise string) string {
	if t == nil {
		return otherwise
	}
	return t.UTC().Format("2006-01-02T15:04:05Z")
}

// logIDs gives each finding of a Region, in the report's order, an id: the same in every run, and for no two the same. The end
// of a time is no part of it, since what is not covered until now ends later in the next run.
func logIDs(w logs.Where, findings []logs.Finding) []string {
	ids := make([]string, len(findings))
	seen := map[string]int{}
	for i, f := range findings {
		parts := []string{string(f.Kind), w.Organization, w.Account, w.Region, f.Key, logTime(f.From, "")}
		text := strings.Join(parts, "\x00")
		if seen[text]++; seen[text] > 1 {
			text += "\x00" + strconv.Itoa(seen[text])
		}
		sum := sha256.Sum256([]byte(text))
		ids[i] = hex.EncodeToString(sum[:8])
	}
	return ids
}

func logTotal(c logs.Counts) int { return c.Valid + c.Tampered + c.Unknown + c.Noted }

func logCounts(c logs.Counts) string {
	text := fmt.Sprintf("%d valid, %d tampered, %d unknown", c.Valid, c.Tampered, c.Unknown)
	if c.Noted > 0 {
		text += fmt.Sprintf(", %d to come", c.Noted)
	}
	return text
}

func logEncryption(e logs.Encryption) string {
	if e.Detail == "" {
		return string(e.Verdict)
	}
	return fmt.Sprintf("%s, %s", e.Verdict, e.Detail)
}

// logScope names what the report is about, from run to run the same.
func logScope(r LogReport) string {
	if len(r.Accounts) == 1 {
		return r.Accounts[0].Account
	}
	return "multi-account"
}

// logWorst sorts findings of all Regions by how bad they are, and else leaves their order.
func logWorst(a, b logs.Finding) int { return cmp.Compare(logRank(a.Verdict), logRank(b.Verdict)) }

func logRank(v logs.Verdict) int { return slices.Index(logs.Verdicts, v) }
