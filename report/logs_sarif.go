package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"trailproof/logs"
)

// logSARIF is SARIF 2.1.0 for the same readers as of sarif.go, and by the same rules: a rule for each kind of finding, a result for
// each finding that needs somebody's eyes. Its path is the key in the bucket, as S3 has it but for characters that a URI would not
// survive; a finding of a time stands on the folder of the Region's digests.
var logSARIF = LogFormat{
	Name: "sarif", Extension: "sarif",
	Write: func(w io.Writer, r LogReport) error { return writeJSON(w, newLogSARIF(r, sarifMost)) },
}

const logBase = "BUCKET"

// logSARIFLevels are by verdict.
var logSARIFLevels = map[logs.Verdict]string{
	logs.Tampered: "error", logs.Exposed: "error", logs.Unknown: "warning", logs.Noted: "note", logs.Valid: "none",
}

// logSARIFScores are by the worst that a kind of finding can be: critical where somebody forged or destroyed evidence.
var logSARIFScores = map[logs.Verdict]string{logs.Tampered: "9.5", logs.Exposed: "7.5", logs.Unknown: "5.0", logs.Noted: "2.0"}

type logResult struct {
	logs.Finding
	where logs.Where
	id    string
}

// newLogSARIF keeps the worst of the results.
func newLogSARIF(r LogReport, most int) sarifLog {
	var results []logResult
	omitted, unknown := 0, r.Verdict == logs.Unknown
	for i := range r.Regions {
		region := &r.Regions[i]
		ids := logIDs(region.Where(), region.Findings)
		for j, f := range region.Findings {
			unknown = unknown || f.Verdict == logs.Unknown
			if logEyes(f) {
				results = append(results, logResult{f, region.Where(), ids[j]})
			}
		}
		omitted += region.Omitted
	}
	if left := len(results) - most; left > 0 {
		omitted += left
		slices.SortStableFunc(results, func(a, b logResult) int { return logRank(a.Verdict) - logRank(b.Verdict) })
		results = results[:most]
	}
	if len(r.Regions) == 0 {
		f := logs.Finding{Verdict: logs.Unknown, Kind: logs.NoDigests, Detail: "there are no digests, and no log files"}
		results = append(results, logResult{f, logs.Where{}, logIDs(logs.Where{}, []logs.Finding{f})[0]})
	}
	run := sarifRun{
		Automation: sarifAutomation{"trailproof/logs/" + sarifSegment(logScope(r)) + "/"},
		BaseIDs: map[string]sarifArtifact{logBase: {Description: &sarifMessage{
			Text: "The bucket that the trail delivers to. Paths are keys of objects in it.",
		}}},
		ColumnKind: "utf16CodeUnits",
		Results:    []sarifResult{},
	}
	run.Tool.Driver = sarifDriver{Name: "trailproof", Version: oneLine(r.Tool.Version), Notifications: logNotices}
	index := map[logs.Kind]int{}
	for _, k := range slices.Sorted(slices.Values(logs.Kinds)) {
		index[k] = len(run.Tool.Driver.Rules)
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, newLogSARIFRule(k))
	}
	for _, f := range results {
		run.Results = append(run.Results, newLogSARIFResult(r, f, index[f.Kind]))
	}
	run.Invocations = []sarifInvocation{{Successful: !unknown}}
	if omitted > 0 {
		run.Invocations[0].Notifications = []sarifNotification{{
			Descriptor: sarifReference{sarifTruncated, 0}, Level: "warning",
			Message: sarifMessage{Text: fmt.Sprintf("%d findings are left out", omitted)},
		}}
	}
	return sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0", Runs: []sarifRun{run},
	}
}

func newLogSARIFRule(k logs.Kind) sarifDescriptor {
	about := logKinds[k]
	verdict := k.Verdict()
	return sarifDescriptor{
		ID: logRule(k), ShortDescription: sarifMessage{Text: about.title}, FullDescription: sarifMessage{Text: about.meaning},
		Help:          sarifMessage{Text: about.advice, Markdown: mdText(about.advice)},
		Configuration: sarifLevel{logSARIFLevels[verdict]},
		Properties:    &sarifProperties{Tags: []string{"security", "aws", "cloudtrail", "logs"}, SecuritySeverity: logSARIFScores[verdict]},
	}
}

func newLogSARIFResult(r LogReport, f logResult, rule int) sarifResult {
	text := sarifPlain(logSubject(f.where, f.Finding) + ": " + string(f.Verdict) + ": " + f.Detail)
	folder := f.Key
	if folder == "" {
		folder = logFolder(r, f.where)
	}
	var l sarifLocation
	l.Physical.Artifact = sarifArtifact{URI: logPath(folder), BaseID: logBase}
	l.Physical.Region = sarifRegion{StartLine: 1, StartColumn: 1, EndLine: 1, EndColumn: 2}
	l.Logical = []sarifLogical{{Name: firstText(cut(oneLine(folder), sarifText), "-"), Kind: "resource"}}
	return sarifResult{
		RuleID: logRule(f.Kind), RuleIndex: rule, Level: logSARIFLevels[f.Verdict], Message: sarifMessage{Text: cut(text, sarifText)},
		Locations:    []sarifLocation{l},
		Fingerprints: map[string]string{"primaryLocationLineHash": f.id + ":1", "trailproofFindingId/v1": f.id},
	}
}

// logFolder is where the digests of a Region are.
func logFolder(r LogReport, w logs.Where) string {
	parts := []string{strings.TrimSuffix(r.Prefix, "/"), "AWSLogs", w.Organization, w.Account}
	if w.Account != "" {
		parts = append(parts, "CloudTrail-Digest", w.Region)
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "/")
}

// logPath is a key as a relative path.
func logPath(key string) string {
	segments := strings.Split(key, "/")
	for i, s := range segments {
		segments[i] = sarifSegment(s)
	}
	return strings.Join(segments, "/")
}

// logNotices describes the notifications.
var logNotices = []sarifDescriptor{{
	ID:               sarifTruncated,
	ShortDescription: sarifMessage{Text: "All results are in the file"},
	FullDescription:  sarifMessage{Text: "The file holds the most severe results only: GitHub refuses a file with more."},
	Help:             sarifMessage{Text: "Verify a shorter time, or read it as jsonl, which is complete."},
	Configuration:    sarifLevel{"warning"},
}}
