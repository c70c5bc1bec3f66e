package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"trailproof/internal/golden"
	"trailproof/logs"
)

// logReports are what every format of log files is rendered from.
func logReports() map[string]LogReport {
	all := map[string]*logs.Report{"nothing": {}, "valid": validLogs(), "kinds": everyKind(), "hostile": hostileLogs()}
	reports := map[string]LogReport{}
	for name, r := range all {
		r.Version, r.Source = logs.ReportVersion, firstText(r.Source, "audit-logs")
		if r.Verdict == "" {
			r.Verdict = logs.Unknown
		}
		if r.Accounts == nil {
			r.Accounts = []logs.Account{}
		}
		reports[name] = LogReport{Report: r, Tool: testTool, Files: func(each func(logs.Where, logs.Finding) error) error {
			for _, region := range r.Regions {
				for _, f := range region.Findings {
					if err := each(region.Where(), f); err != nil {
						return err
					}
				}
			}
			return nil
		}}
	}
	return reports
}

var logNow = time.Date(2025, 6, 2, 8, 30, 0, 0, time.UTC)

func logAt(hours int) *time.Time {
	at := time.Date(2025, 6, 1, hours, 0, 0, 0, time.UTC)
	return &at
}

const (
	digestKey = "logs/AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2025/06/01/" +
		"111122223333_CloudTrail-Digest_eu-west-1_main_us-east-1_20250601T210131Z.json.gz"
	logKey = "logs/AWSLogs/111122223333/CloudTrail/eu-west-1/2025/06/01/111122223333_CloudTrail_eu-west-1_20250601T2010Z_AMAQkHE0qLSvRiLP.json.gz"
)

func validLogs() *logs.Report {
	region := logs.Region{
		Organization: "o-exampleorgid", Account: account, Region: "eu-west-1", Verdict: logs.Valid,
		Trails:  []logs.Trail{{Name: "main", Home: "us-east-1", From: logAt(20), To: logAt(30)}},
		Digests: logs.Counts{Valid: 1}, Logs: logs.Counts{Valid: 1, Noted: 1},
		Findings: []logs.Finding{
			{Verdict: logs.Noted, Kind: logs.Pause, From: logAt(22), To: logAt(23), Detail: "the chain ended and began again"},
			{Verdict: logs.Noted, Kind: logs.Pending, Key: strings.Replace(logKey, "T2010Z", "T2355Z", 1), Detail: "it is younger than the newest digest"},
			{Verdict: logs.Valid, Kind: logs.DeliveredFile, Key: logKey, SHA256: strings.Repeat("ab", 32)},
			{Verdict: logs.Valid, Kind: logs.DigestFile, Key: digestKey, SHA256: strings.Repeat("cd", 32), PublicKey: "1234"},
		},
		Hours:      []logs.Hours{{From: *logAt(20), To: *logAt(22), Verdict: logs.Valid}, {From: *logAt(22), To: *logAt(24), Verdict: logs.Noted}},
		Encryption: []logs.Sealing{{Of: logs.DeliveredFile, Verdict: logs.Valid, Method: "aws:kms", KMSKey: key, From: *logAt(20), To: *logAt(21), Files: 1}},
	}
	end := logNow
	return &logs.Report{
		Prefix: "logs", Trail: "main", Start: logAt(20), End: &end, Verdict: logs.Valid, Digests: region.Digests, Logs: region.Logs,
		Encryption: logs.Encryption{Verdict: logs.Valid, KMSKeys: []string{key}},
		PublicKeys: []logs.PublicKey{{
			Region: "eu-west-1", Fingerprint: "1234", SHA256: strings.Repeat("ef", 32), Start: *logAt(0), End: *logAt(100),
		}},
		Accounts: []logs.Account{{
			Organization: "o-exampleorgid", Account: account, Verdict: logs.Valid, Regions: 1, Digests: region.Digests, Logs: region.Logs,
		}},
		Regions: []logs.Region{region},
	}
}

// everyKind has a finding of each kind, on a file and on a time.
func everyKind() *logs.Report {
	region := logs.Region{Account: account, Region: "eu-west-1", Verdict: logs.Tampered, Omitted: 3, Digests: logs.Counts{Tampered: 1}}
	other := logs.Region{Account: "444455556666", Region: "us-east-1", Verdict: logs.Unknown, Trails: []logs.Trail{{Name: "main", Home: "us-east-1"}}}
	for i, k := range logs.Kinds {
		region.Findings = append(region.Findings, logs.Finding{
			Verdict: k.Verdict(), Kind: k, Key: fmt.Sprint(digestKey, i), Detail: "what was found",
		})
		other.Findings = append(other.Findings, logs.Finding{
			Verdict: logs.Unknown, Kind: k, From: logAt(i), To: logAt(i + 1), Files: i, Detail: "what was found",
		}, logs.Finding{Verdict: logs.Unknown, Kind: k, From: logAt(i), To: logAt(i), Detail: "the same moment"})
	}
	slices.SortStableFunc(region.Findings, logWorst)
	other.Findings = append(other.Findings, logs.Finding{Verdict: logs.Unknown, Kind: logs.NoDigests, Detail: "there are no digests"})
	region.Hours = []logs.Hours{{From: *logAt(20), To: *logAt(22), Verdict: logs.Tampered}}
	return &logs.Report{
		Verdict: logs.Tampered, Digests: region.Digests, Regions: []logs.Region{region, other},
		Encryption: logs.Encryption{Verdict: logs.Exposed, Detail: "some log files are not encrypted with the trail's key"},
		Accounts:   []logs.Account{{Account: account, Verdict: logs.Tampered, Regions: 1}, {Account: "444455556666", Verdict: logs.Unknown, Regions: 1}},
	}
}

// hostileLogs has keys and names that somebody chose who may write to the bucket.
func hostileLogs() *logs.Report {
	region := logs.Region{
		Account: account, Region: "eu-west-1\x1b[31m|`</failure>", Verdict: logs.Tampered,
		Trails:     []logs.Trail{{Name: "main\x1b[2J <b>", Home: "@octocat", From: logAt(20), To: logAt(21)}},
		Hours:      []logs.Hours{},
		Encryption: []logs.Sealing{{Of: logs.DeliveredFile, Verdict: logs.Exposed, Method: "aws:kms | \x1b", KMSKey: "arn:<b>`|", From: *logAt(1), To: *logAt(2), Files: 2}},
	}
	for _, text := range nasty {
		region.Findings = append(region.Findings, logs.Finding{
			Verdict: logs.Tampered, Kind: logs.Foreign, Key: "AWSLogs/" + text, Detail: "seen: " + text,
		})
	}
	twice := region.Findings[0]
	region.Findings = append(region.Findings, twice, twice)
	return &logs.Report{
		Source: "bucket | `x` <b>\x1b[0m", Verdict: logs.Tampered, Regions: []logs.Region{region},
		Encryption: logs.Encryption{Verdict: logs.Exposed, Detail: strings.Join(nasty, " ")},
		Accounts:   []logs.Account{{Account: account, Verdict: logs.Tampered, Regions: 1}},
	}
}

// logChecks read a rendering as the format's consumers do.
var logChecks = map[string]func(*testing.T, LogReport, []byte){
	"table": func(t *testing.T, r LogReport, text []byte) {
		for _, region := range r.Regions {
			for _, f := range region.Findings {
				if !bytes.Contains(text, []byte(oneLine(f.Key))) || !bytes.Contains(text, []byte(oneLine(f.Detail))) {
					t.Errorf("%v is not told", f)
				}
			}
		}
	},
	"json": func(t *testing.T, r LogReport, text []byte) {
		var back logs.Report
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		if back.Verdict != r.Verdict || len(back.Regions) != len(r.Regions) {
			t.Errorf("%+v", back)
		}
	},
	"jsonl": func(t *testing.T, r LogReport, text []byte) {
		want := 0
		for _, region := range r.Regions {
			want += len(region.Findings) + len(region.Hours) + len(region.Encryption)
		}
		var names []string
		lines := bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
		if len(text) == 0 {
			lines = nil
		}
		for _, line := range lines {
			var members map[string]any
			if err := json.Unmarshal(line, &members); err != nil {
				t.Fatal(err)
			}
			got := slices.Sorted(mapKeys(members))
			if names == nil {
				names = got
			}
			if !slices.Equal(got, names) {
				t.Errorf("members %v, not %v", got, names)
			}
		}
		if len(lines) != want {
			t.Errorf("%d lines, want %d", len(lines), want)
		}
	},
	"sarif": func(t *testing.T, r LogReport, text []byte) {
		if err := errors.Join(validateSARIF(text), lintSARIF(text)); err != nil {
			t.Fatal(err)
		}
		var log sarifLog
		if err := json.Unmarshal(text, &log); err != nil {
			t.Fatal(err)
		}
		want := 0
		for _, region := range r.Regions {
			for _, f := range region.Findings {
				if logEyes(f) {
					want++
				}
			}
		}
		if len(r.Regions) == 0 {
			want = 1
		}
		if got := log.Runs[0]; len(got.Results) != want || len(got.Tool.Driver.Rules) != len(logs.Kinds) {
			t.Errorf("%d results, want %d; %d rules", len(got.Results), want, len(got.Tool.Driver.Rules))
		}
	},
	"junit": func(t *testing.T, r LogReport, text []byte) {
		var root element
		if err := xml.Unmarshal(text, &root); err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(text, []byte(xml.Header)) || root.XMLName.Local != "testsuites" || len(root.Attrs) > 0 {
			t.Fatalf("the root is %v", root.XMLName)
		}
		count, cases := map[string]int{}, map[string]bool{}
		for i, suite := range root.Children {
			checkSuite(t, i, suite, count, cases)
		}
		failures, errs := 0, 0
		for _, region := range r.Regions {
			worst := map[logs.Kind]logs.Verdict{}
			for _, f := range region.Findings {
				if logEyes(f) && worst[f.Kind] == "" {
					worst[f.Kind] = f.Verdict
				}
			}
			for _, v := range worst {
				if v == logs.Unknown {
					errs++
				} else {
					failures++
				}
			}
		}
		if len(r.Regions) == 0 {
			errs = 1
		}
		if count["failure"] != failures || count["error"] != errs {
			t.Errorf("%v, want %d failures and %d errors", count, failures, errs)
		}
	},
	"evidence": func(t *testing.T, r LogReport, text []byte) {
		var s statement
		d := json.NewDecoder(bytes.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(&s); err != nil {
			t.Fatal(err)
		}
		if s.Type != "https://in-toto.io/Statement/v1" || s.PredicateType != "https://in-toto.io/attestation/test-result/v0.1" {
			t.Errorf("%s %s", s.Type, s.PredicateType)
		}
		if want := map[logs.Verdict]string{logs.Valid: "PASSED", logs.Tampered: "FAILED", logs.Unknown: "WARNED"}[r.Verdict]; s.Predicate.Result != want {
			t.Errorf("result %s, want %s", s.Predicate.Result, want)
		}
		list, valid, others := sha256.New(), 0, 0
		for i, subject := range s.Subject {
			if len(subject.Digest["sha256"]) != 64 || subject.Name == "" {
				t.Errorf("%+v", subject)
			}
			if i > 0 {
				_, _ = fmt.Fprintf(list, "%s  %s\n", subject.Digest["sha256"], subject.Name)
			}
		}
		if s.Subject[0].Name != "files" || s.Subject[0].Digest["sha256"] != hex.EncodeToString(list.Sum(nil)) {
			t.Errorf("%+v is not the list of the other subjects", s.Subject[0])
		}
		for _, region := range r.Regions {
			for _, f := range region.Findings {
				if f.Verdict == logs.Valid {
					valid++
				} else {
					others++
				}
			}
		}
		p := s.Predicate
		if len(s.Subject) != valid+1 || len(p.Trailproof.Holes)+len(p.Trailproof.Findings) != others {
			t.Errorf("%d subjects, %d holes, %d findings", len(s.Subject), len(p.Trailproof.Holes), len(p.Trailproof.Findings))
		}
		if len(p.Configuration) != len(r.PublicKeys)+1 || len(p.Passed)+len(p.Warned)+len(p.Failed) != max(len(r.Regions), 1) {
			t.Errorf("%+v", p)
		}
		for _, c := range p.Configuration {
			if c.URI == "" && c.Digest["sha256"] == "" {
				t.Errorf("%+v names no resource", c)
			}
		}
		for _, h := range p.Trailproof.Holes {
			if v := h["verdict"]; v != "unknown" && v != "noted" {
				t.Errorf("%v is no hole", h)
			}
		}
	},
	"markdown": func(t *testing.T, r LogReport, text []byte) {
		checkPage(t, text)
		for _, region := range r.Regions {
			for _, f := range region.Findings {
				if f.Verdict != logs.Valid && !bytes.Contains(text, []byte(mdEscape(oneLine(f.Key)))) {
					t.Errorf("%q is not in the page", f.Key)
				}
			}
		}
	},
}

// statement is what in-toto documents, and what stands in it for us alone.
type statement struct {
	Type          string `json:"_type"`
	PredicateType string `json:"predicateType"`
	Subject       []struct {
		Name   string            `json:"name"`
		Digest map[string]string `json:"digest"`
	} `json:"subject"`
	Predicate struct {
		Result        string `json:"result"`
		Configuration []struct {
			Name        string            `json:"name"`
			URI         string            `json:"uri"`
			Digest      map[string]string `json:"digest"`
			Annotations map[string]string `json:"annotations"`
		} `json:"configuration"`
		Passed     []string `json:"passedTests"`
		Warned     []string `json:"warnedTests"`
		Failed     []string `json:"failedTests"`
		Trailproof struct {
			About    map[string]any   `json:"about"`
			Holes    []map[string]any `json:"holes"`
			Findings []map[string]any `json:"findings"`
		} `json:"trailproof"`
	} `json:"predicate"`
}

func mapKeys(m map[string]any) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// TestLogFormats renders each report in each format, and checks it as its consumers read it.
func TestLogFormats(t *testing.T) {
	for _, f := range LogFormats {
		for name, r := range logReports() {
			t.Run(f.Name+"/"+name, func(t *testing.T) {
				text := renderLog(t, f, r)
				golden.Equal(t, filepath.Join("testdata", "logs", name+"."+f.Extension), text)
				if !utf8.Valid(text) {
					t.Fatal("not UTF-8")
				}
				for i, c := range string(text) {
					if c != '\n' && !unicode.IsGraphic(c) {
						t.Fatalf("%U at byte %d: %q", c, i, around(string(text), i))
					}
				}
				if logChecks[f.Name] == nil {
					t.Fatal("nobody checks this format")
				}
				logChecks[f.Name](t, r, text)
				if before := logReports()[name]; !reflect.DeepEqual(before.Report, r.Report) {
					t.Error("the format changed the report")
				}
			})
		}
	}
}

func renderLog(t rapid.TB, f LogFormat, r LogReport) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b, r); err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	return b.Bytes()
}

// TestLogWriteErrors lets each format's writer fail at the first byte, in the middle and at the last byte.
func TestLogWriteErrors(t *testing.T) {
	for _, f := range LogFormats {
		for name, r := range logReports() {
			size := len(renderLog(t, f, r))
			for _, left := range []int{0, size / 2, size - 1} {
				if err := f.Write(&full{left}, r); size > 0 && !errors.Is(err, errFull) {
					t.Errorf("%s of %s, writer with room for %d of %d bytes: %v", f.Name, name, left, size, err)
				}
			}
		}
	}
}

func TestFindLog(t *testing.T) {
	for _, f := range LogFormats {
		if got, err := FindLog(f.Name); err != nil || got.Name != f.Name {
			t.Errorf("%s: got %q, %v", f.Name, got.Name, err)
		}
	}
	if _, err := FindLog("sarf"); err == nil || err.Error() != `no format "sarf" (did you mean sarif?)` {
		t.Errorf("%v", err)
	}
}

// TestLogKinds: each kind is described once, in full.
func TestLogKinds(t *testing.T) {
	if len(logKinds) != len(logs.Kinds) {
		t.Errorf("%d are described, there are %d", len(logKinds), len(logs.Kinds))
	}
	titles := map[string]bool{}
	for _, k := range logs.Kinds {
		about := logKinds[k]
		if about.title == "" || about.meaning == "" || about.advice == "" || titles[about.title] {
			t.Errorf("%s: %+v", k, about)
		}
		titles[about.title] = true
	}
}

// TestLogAlerts: the same finding is the same alert in the next run, whatever stands before it and however much longer its time is.
func TestLogAlerts(t *testing.T) {
	w := logs.Where{Account: account, Region: "eu-west-1"}
	first := logs.Finding{Verdict: logs.Unknown, Kind: logs.NotCovered, From: logAt(3), To: logAt(5)}
	longer := first
	longer.To = logAt(9)
	before := logs.Finding{Verdict: logs.Tampered, Kind: logs.Altered, Key: logKey}
	a, b := logIDs(w, []logs.Finding{first}), logIDs(w, []logs.Finding{before, longer, longer})
	if a[0] != b[1] || b[0] == b[1] || b[1] == b[2] {
		t.Errorf("%v %v", a, b)
	}
	elsewhere := logIDs(logs.Where{Account: account, Region: "eu-west-2"}, []logs.Finding{first})
	if elsewhere[0] == a[0] {
		t.Error("two Regions share an alert")
	}
}

// TestLargeLogs: what is left out is counted.
func TestLargeLogs(t *testing.T) {
	r := logReports()["kinds"]
	log := newLogSARIF(r, 5)
	note := log.Runs[0].Invocations[0].Notifications
	if len(log.Runs[0].Results) != 5 || len(note) != 1 {
		t.Fatalf("%d results, %+v", len(log.Runs[0].Results), note)
	}
	for _, result := range log.Runs[0].Results {
		if result.Level != "error" {
			t.Errorf("%s is kept", result.Level)
		}
	}
	var b bytes.Buffer
	if err := writeLogMarkdown(&b, r, markdownFrame+1000); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "more: the report in another format has them.") || b.Len() > markdownFrame+1000 {
		t.Errorf("%d bytes: %s", b.Len(), b.String())
	}
	checkPage(t, b.Bytes())
}
