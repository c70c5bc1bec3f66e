package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"trailproof/finding"
	"trailproof/internal/golden"
	"trailproof/report"
)

// hostile is what somebody may write who names things in an account.
const hostile = "=HYPERLINK(\"http://evil.example\")\x1b[2J\x00|`</testcase>]]><script>alert(1)</script>\r\n@everyone #1 " +
	"[x](http://evil.example) **b** www.evil.example \u202egnp.exe\u2028::error::x %0A \uffff 🙈 ![i](x) <!-- --> \\| &amp; ~~s~~ $x$"

func rules() []finding.Rule {
	return []finding.Rule{
		{
			ID: "cloudtrail.logging", Title: "Trail is switched on", Description: "A trail that is off records nothing.",
			Severity: finding.Critical, Subject: "trails", Remediation: "aws cloudtrail start-logging --name TRAIL_ARN\n",
			Controls:   map[string][]string{"trailproof": {"TRL-08"}, "cis-aws-5.0.0": {"3.1", "3.2"}},
			References: []string{"https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html"},
			Reads:      []string{"cloudtrail.trails.*.status"}, Params: []string{},
		},
		{
			ID: "kms.rotation", Title: "Key of the trail rotates", Severity: finding.Info, Subject: "trail_keys",
			Controls: map[string][]string{}, References: []string{}, Reads: []string{"kms.keys.*.rotation"}, Params: []string{},
		},
		{
			ID: "s3.tls_only", Title: "Log bucket refuses plain HTTP", Description: "Log files can be read on the way.",
			Severity: finding.Medium, Subject: "log_buckets", Remediation: "Add a statement to the bucket policy.",
			Controls:   map[string][]string{"trailproof": {"BKT-08"}, "nist-800-53-r5": strings.Fields("AC-4 AC-17(2) SC-7(4) SC-8 SC-8(1) SC-13 SC-23 SI-7(6)")},
			References: []string{}, Reads: []string{"s3.buckets.*.policy"}, Params: []string{},
		},
	}
}

const (
	trail  = "arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit"
	bucket = "arn:aws:s3:::audit-logs"
	key    = "arn:aws:kms:eu-west-1:111122223333:key/0f8fad5b-d9cb-469f-a165-70867728950e"
)

func scope(account string) finding.Scope {
	return finding.Scope{
		Account: account, Partition: "aws", Regions: []string{"eu-west-1", "us-east-1"},
		TakenAt: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), Gaps: 1,
	}
}

func newReport(scopes []finding.Scope, findings ...finding.Finding) finding.Report {
	return finding.NewReport(finding.Tool{Name: "trailproof", Version: "1.2.3"}, scopes, rules(), findings)
}

func found(rule string, o finding.Outcome, s finding.Severity, resource, message string) finding.Finding {
	f := finding.Finding{
		Rule: rule, Outcome: o, Severity: s, Account: "111122223333", Region: "eu-west-1", Resource: resource, Message: message,
		Why: []string{}, Missing: []string{},
	}
	if o == finding.Fail {
		f.Why = []string{message}
	}
	return f
}

func outcomes() []finding.Finding {
	unknown := found("s3.tls_only", finding.Unknown, finding.Medium, bucket, "the bucket's policy was not seen")
	unknown.Why = []string{"s3.buckets.*.policy: denied: User: arn:aws:iam::111122223333:user/ci is not authorized"}
	unknown.Missing = []string{"s3:GetBucketPolicy"}
	return []finding.Finding{
		found("cloudtrail.logging", finding.Fail, finding.Critical, trail, "the trail is switched off"),
		unknown,
		found("kms.rotation", finding.Pass, finding.Info, key, "Key of the trail rotates"),
		found("kms.rotation", finding.NotApplicable, finding.Info, "111122223333", "nothing to judge: keys of trails"),
	}
}

func waived() finding.Finding {
	f := found("s3.tls_only", finding.Fail, finding.Medium, bucket, "no statement denies plain HTTP")
	f.Waiver = &finding.Waiver{Reason: "an old agent; see AUD-7", Owner: "audit@example.com", Expires: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)}
	return f
}

func hostileFinding(o finding.Outcome) finding.Finding {
	f := found("s3.tls_only", o, finding.Medium, "arn:aws:s3:::"+hostile, hostile)
	f.Account, f.Region, f.Why, f.Missing = hostile, hostile, []string{hostile, hostile + "2"}, []string{hostile}
	return f
}

// reports are the ones that every format is run over.
func reports() map[string]finding.Report {
	bad := hostileFinding(finding.Fail)
	accepted := hostileFinding(finding.Unknown)
	accepted.Resource += "2"
	accepted.Waiver = &finding.Waiver{Reason: hostile, Owner: hostile, Expires: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)}
	unseen := hostileFinding(finding.Unknown)
	unseen.Resource += "3"
	other := found("cloudtrail.logging", finding.Fail, finding.Critical, strings.Replace(trail, "1111", "9999", 1), "the trail is switched off")
	other.Account = "999922223333"
	return map[string]finding.Report{
		"empty":    newReport([]finding.Scope{scope("111122223333")}),
		"outcomes": newReport([]finding.Scope{scope("111122223333")}, outcomes()...),
		"waived":   newReport([]finding.Scope{scope("111122223333")}, waived(), outcomes()[0]),
		"hostile":  newReport([]finding.Scope{scope(hostile)}, bad, accepted, unseen),
		"accounts": newReport([]finding.Scope{scope("111122223333"), scope("999922223333")}, append(outcomes(), other)...),
	}
}

func render(t *testing.T, format report.Format, r finding.Report, o report.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := format.Write(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func find(t *testing.T, name string) report.Format {
	t.Helper()
	f, err := report.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestGolden(t *testing.T) {
	for name, r := range reports() {
		for _, format := range report.Formats {
			t.Run(name+"/"+format.Name, func(t *testing.T) {
				golden.Equal(t, filepath.Join("testdata", name+"."+format.Extension), render(t, format, r, report.Options{}))
			})
		}
	}
}

// TestOptions is about what depends on the reader.
func TestOptions(t *testing.T) {
	for name, o := range map[string]report.Options{
		"color":    {Color: true, Width: 100},
		"narrow":   {Width: 60},
		"severity": {Least: finding.Critical},
	} {
		r := reports()["accounts"]
		golden.Equal(t, "testdata/options/"+name+".txt", render(t, find(t, "table"), r, o))
	}
	severe := render(t, find(t, "markdown"), reports()["outcomes"], report.Options{Least: finding.Critical})
	if bytes.Contains(severe, []byte("tls")) || !bytes.Contains(severe, []byte("cloudtrail.logging")) || !bytes.Contains(severe, []byte("1 unknown")) {
		t.Errorf("markdown of critical findings:\n%s", severe)
	}
	for _, format := range report.Formats {
		if format.Name == "table" || format.Name == "markdown" {
			continue
		}
		all := render(t, format, reports()["outcomes"], report.Options{})
		if some := render(t, format, reports()["outcomes"], report.Options{Least: finding.Critical, Color: true, Width: 60}); !bytes.Equal(all, some) {
			t.Errorf("%s depends on the options of a reader", format.Name)
		}
	}
}

// TestStream says that a format which streams writes the same bytes, however the findings come.
func TestStream(t *testing.T) {
	r := reports()["accounts"]
	for _, format := range report.Formats {
		if format.Stream == nil {
			continue
		}
		var b bytes.Buffer
		write := format.Stream(&b, r.Rules, report.Options{})
		for _, f := range r.Findings {
			if err := write([]finding.Finding{f}); err != nil {
				t.Fatal(err)
			}
		}
		if whole := render(t, format, r, report.Options{}); !bytes.Equal(whole, b.Bytes()) {
			t.Errorf("%s: streamed\n%s\nwhole\n%s", format.Name, b.Bytes(), whole)
		}
	}
}

// broken fails after some bytes, as a full disk does.
type broken struct{ room int }

func (b *broken) Write(p []byte) (int, error) {
	if b.room -= len(p); b.room < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestFullDisk(t *testing.T) {
	for _, format := range report.Formats {
		whole := len(render(t, format, reports()["outcomes"], report.Options{}))
		for _, room := range []int{0, whole / 2, whole - 1} {
			if err := format.Write(&broken{room}, reports()["outcomes"], report.Options{}); err == nil {
				t.Errorf("%s: no error after %d of %d bytes", format.Name, room, whole)
			}
		}
	}
}

func TestFind(t *testing.T) {
	if _, err := report.Find("sarf"); err == nil || !strings.Contains(err.Error(), "sarif") {
		t.Errorf("got %v", err)
	}
}

// TestLimits renders more than GitHub takes.
func TestLimits(t *testing.T) {
	findings := make([]finding.Finding, 0, 30_000)
	for i := range 30_000 {
		s := finding.Low
		if i >= 29_990 {
			s = finding.Critical
		}
		findings = append(findings, found("s3.tls_only", finding.Fail, s, fmt.Sprintf("%s-%05d", bucket, i), strings.Repeat("x", 100)))
	}
	r := newReport([]finding.Scope{scope("111122223333")}, findings...)

	text := render(t, find(t, "sarif"), r, report.Options{})
	log := lintSARIF(t, text, r)
	if n := len(log.Runs[0].Results); n != 25_000 || log.Runs[0].Results[9].Level != "error" || log.Runs[0].Results[10].Level != "note" {
		t.Errorf("%d results", n)
	}
	if !bytes.Contains(text, []byte("5000 of 30000 results were left out")) {
		t.Error("SARIF does not say that results were left out")
	}
	md := string(render(t, find(t, "markdown"), r, report.Options{}))
	if rows := strings.Count(md, "\n| critical |"); len(md) > 65_536 || rows != 10 {
		t.Errorf("markdown has %d bytes and %d critical rows", len(md), rows)
	}
	if want := fmt.Sprintf("\n%d left out\n", 30_000-strings.Count(md, "<code>s3.tls")); !strings.Contains(md, want) {
		t.Errorf("markdown does not say %q:\n%s", want, md[len(md)-200:])
	}
	long := newReport(nil, found("s3.tls_only", finding.Fail, finding.Low, bucket+strings.Repeat("ä", 3000), strings.Repeat("ö", 30_000)))
	for _, c := range lintJUnit(t, render(t, find(t, "junit"), long, report.Options{})) {
		if len(c.Name) > 512 || !strings.HasSuffix(c.Name, long.Findings[0].Fingerprint()) || len(c.Failure.Text) > 8<<10 || len(c.Failure.Message) > 8<<10 {
			t.Errorf("a name of %d bytes, a message of %d, a text of %d", len(c.Name), len(c.Failure.Message), len(c.Failure.Text))
		}
	}
	lintSARIF(t, render(t, find(t, "sarif"), long, report.Options{}), long)
}

// TestAnyReport holds every format against what its consumers refuse, over reports with any texts.
func TestAnyReport(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.Just(hostile), rapid.Just(strings.Repeat("arn:aws:s3:::界", 40)), rapid.SampledFrom([]string{"", "arn:aws:s3:::x", "a\nb", "=1", "\t@x"}))
	rapid.Check(t, func(rt *rapid.T) {
		var findings []finding.Finding
		taken := map[string]bool{}
		for range rapid.IntRange(0, 6).Draw(rt, "findings") {
			rule := rapid.SampledFrom(rules()).Draw(rt, "rule")
			f := found(rule.ID, rapid.SampledFrom(finding.Outcomes).Draw(rt, "outcome"), rapid.SampledFrom(finding.Severities).Draw(rt, "severity"),
				text.Draw(rt, "resource"), text.Draw(rt, "message"))
			f.Account, f.Region = text.Draw(rt, "account"), text.Draw(rt, "region")
			f.Why, f.Missing = rapid.SliceOfN(text, 0, 2).Draw(rt, "why"), rapid.SliceOfN(text, 0, 2).Draw(rt, "missing")
			if rapid.Bool().Draw(rt, "waived") {
				f.Waiver = &finding.Waiver{Reason: text.Draw(rt, "reason"), Owner: text.Draw(rt, "owner")}
			}
			if !taken[f.Fingerprint()] {
				taken[f.Fingerprint()] = true
				findings = append(findings, f)
			}
		}
		r := newReport([]finding.Scope{scope(text.Draw(rt, "scope"))}, findings...)
		for _, format := range report.Formats {
			checks[format.Name](t, render(t, format, r, report.Options{}), r)
		}
		if t.Failed() {
			rt.Fatalf("report %#v", r)
		}
	})
}

// checks hold what a format wrote against its own laws.
var checks = map[string]func(t *testing.T, text []byte, r finding.Report){
	"table": func(t *testing.T, text []byte, r finding.Report) {
		lintText(t, text, r)
		for _, f := range r.Findings {
			printable := strings.IndexFunc(f.Message, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
			wanted := f.Waiver == nil && (f.Outcome == finding.Fail || f.Outcome == finding.Unknown)
			if wanted && printable && !strings.Contains(squash(string(text)), squash(f.Message)) {
				t.Errorf("no message %q in\n%s", f.Message, text)
			}
		}
	},
	"markdown": func(t *testing.T, text []byte, r finding.Report) { lintText(t, text, r); lintMarkdown(t, text) },
	"json": func(t *testing.T, text []byte, _ finding.Report) {
		var again bytes.Buffer
		if r, err := finding.DecodeReport(text); err != nil {
			t.Error(err)
		} else if err := r.Encode(&again); err != nil || !bytes.Equal(text, again.Bytes()) {
			t.Errorf("read and written again: %v\n%s\n%s", err, text, again.Bytes())
		}
	},
	"jsonl": func(t *testing.T, text []byte, r finding.Report) {
		lines := bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
		if len(r.Findings) == 0 && len(text) == 0 {
			return
		}
		if len(lines) != len(r.Findings) {
			t.Errorf("%d lines for %d findings", len(lines), len(r.Findings))
		}
		for _, line := range lines {
			if !json.Valid(line) {
				t.Errorf("no JSON: %s", line)
			}
		}
	},
	"sarif": func(t *testing.T, text []byte, r finding.Report) { lintSARIF(t, text, r) },
	"junit": func(t *testing.T, text []byte, r finding.Report) {
		failed, unknown, skipped := 0, 0, 0
		for _, c := range lintJUnit(t, text) {
			switch {
			case c.Failure != nil:
				failed++
			case c.Error != nil:
				unknown++
			case c.Skipped != nil:
				skipped++
			}
		}
		inapplicable := 0 // waived ones that are left out all the same
		for _, f := range r.Findings {
			if f.Waiver != nil && f.Outcome == finding.NotApplicable {
				inapplicable++
			}
		}
		if failed != r.Summary.Fail || unknown != r.Summary.Unknown || skipped != r.Summary.Waived-inapplicable {
			t.Errorf("%d failures, %d errors, %d skipped for %+v", failed, unknown, skipped, r.Summary)
		}
	},
	"csv": lintCSV,
}

func squash(s string) string { return strings.Join(strings.Fields(s), "") }

// lintText knows what nobody may write to a terminal from inside an account.
func lintText(t *testing.T, text []byte, _ finding.Report) {
	for _, r := range string(text) {
		if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			t.Fatalf("%q in\n%s", r, text)
		}
	}
}

func lintMarkdown(t *testing.T, text []byte) {
	for _, bad := range []string{"<script", "@everyone", "[x](http", "**b**", "://", "www.", "~~s"} {
		if bytes.Contains(text, []byte(bad)) {
			t.Errorf("%q in\n%s", bad, text)
		}
	}
	if len(text) > 65_536 {
		t.Errorf("%d bytes", len(text))
	}
}

func lintCSV(t *testing.T, text []byte, r finding.Report) {
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(rows) != len(r.Findings)+1 {
		t.Fatalf("%d rows for %d findings: %v", len(rows), len(r.Findings), err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if strings.ContainsAny(cell, "\t\r\n") || strings.IndexAny(strings.TrimLeft(cell, " "), "=+-@") == 0 {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	}
}

type junitCase struct {
	Classname string `xml:"classname,attr"`
	Name      string `xml:"name,attr"`
	Failure   *struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	} `xml:"failure"`
	Error   *struct{} `xml:"error"`
	Skipped *struct{} `xml:"skipped"`
}

// lintJUnit demands what both schemas do: the counts of each suite, names, the order of the parts.
func lintJUnit(t *testing.T, text []byte) []junitCase {
	t.Helper()
	var suites struct {
		Attrs  []xml.Attr `xml:",any,attr"`
		Suites []struct {
			Name      string      `xml:"name,attr"`
			Package   string      `xml:"package,attr"`
			ID        int         `xml:"id,attr"`
			Tests     int         `xml:"tests,attr"`
			Failures  int         `xml:"failures,attr"`
			Errors    int         `xml:"errors,attr"`
			Skipped   int         `xml:"skipped,attr"`
			Timestamp string      `xml:"timestamp,attr"`
			Hostname  string      `xml:"hostname,attr"`
			Cases     []junitCase `xml:"testcase"`
			Out       *string     `xml:"system-out"`
			Err       *string     `xml:"system-err"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(text, &suites); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if len(suites.Attrs) > 0 {
		t.Errorf("testsuites has attributes")
	}
	var all []junitCase
	names := map[string]bool{}
	for i, s := range suites.Suites {
		failed, errored, skipped := 0, 0, 0
		for _, c := range s.Cases {
			if c.Failure != nil {
				failed++
			}
			if c.Error != nil {
				errored++
			}
			if c.Skipped != nil {
				skipped++
			}
			if name := c.Classname + " " + c.Name; names[name] || c.Name == "" {
				t.Errorf("two cases are called %q", name)
			} else {
				names[name] = true
			}
		}
		_, err := time.Parse("2006-01-02T15:04:05", s.Timestamp)
		if s.ID != i || s.Tests != len(s.Cases) || s.Failures != failed || s.Errors != errored || s.Skipped != skipped ||
			s.Name == "" || s.Package == "" || s.Hostname == "" || err != nil || s.Out == nil || s.Err == nil {
			t.Errorf("suite %+v", s)
		}
		all = append(all, s.Cases...)
	}
	return all
}

type sarifLog struct {
	Runs []struct {
		Tool struct {
			Driver struct {
				Rules []struct {
					ID                                      string
					ShortDescription, FullDescription, Help struct{ Text string }
					Properties                              map[string]any
				}
			}
		}
		AutomationDetails struct{ ID string }
		Results           []struct {
			RuleID    string
			RuleIndex int
			Level     string
			Message   struct{ Text string }
			Locations []struct {
				PhysicalLocation struct {
					ArtifactLocation struct{ URI string }
					Region           struct{ StartLine, StartColumn, EndLine, EndColumn int }
				}
			}
			PartialFingerprints map[string]string
		}
	}
}

// lintSARIF knows for what GitHub refuses a whole file, and what makes it merge or lose results.
func lintSARIF(t *testing.T, text []byte, r finding.Report) sarifLog {
	t.Helper()
	var log sarifLog
	if err := json.Unmarshal(text, &log); err != nil || len(log.Runs) != 1 {
		t.Fatalf("%v\n%s", err, text)
	}
	run := log.Runs[0]
	if !strings.HasSuffix(run.AutomationDetails.ID, "/") {
		t.Errorf("category %q", run.AutomationDetails.ID)
	}
	for _, rule := range run.Tool.Driver.Rules {
		for _, s := range []string{rule.ID, rule.ShortDescription.Text, rule.FullDescription.Text, rule.Help.Text} {
			if s == "" || len(s) > 1024 {
				t.Errorf("rule %s: a text of %d bytes", rule.ID, len(s))
			}
		}
		tags, _ := rule.Properties["tags"].([]any)
		if len(tags) == 0 || len(tags) > 10 || !slices.Contains(tags, "security") {
			t.Errorf("rule %s: tags %v", rule.ID, tags)
		}
		if score, set := rule.Properties["security-severity"]; set && (score == "" || score != fmt.Sprint(score)) {
			t.Errorf("rule %s: security-severity %v", rule.ID, score)
		}
	}
	seen := map[string]bool{}
	for _, result := range run.Results {
		if result.RuleIndex >= len(run.Tool.Driver.Rules) || run.Tool.Driver.Rules[result.RuleIndex].ID != result.RuleID {
			t.Errorf("rule %s is not rule %d", result.RuleID, result.RuleIndex)
		}
		if result.Message.Text == "" || len(result.Locations) != 1 {
			t.Fatalf("result %+v", result)
		}
		where := result.Locations[0].PhysicalLocation
		uri, err := url.Parse(where.ArtifactLocation.URI)
		if err != nil || uri.IsAbs() || uri.Host != "" || !strings.HasPrefix(uri.Path, "aws/") || strings.Contains(uri.Path, "/../") || !utf8.ValidString(uri.Path) {
			t.Errorf("uri %q", where.ArtifactLocation.URI)
		}
		if where.Region.StartLine != 1 || where.Region.EndLine != 1 || where.Region.StartColumn != 1 || where.Region.EndColumn != 2 {
			t.Errorf("region %+v", where.Region)
		}
		hash := result.PartialFingerprints["primaryLocationLineHash"]
		if hash == "" || seen[hash] {
			t.Errorf("fingerprint %q stands twice or not at all", hash)
		}
		seen[hash] = true
	}
	if want := min(r.Summary.Fail+r.Summary.Unknown, 25_000); len(run.Results) != want {
		t.Errorf("%d results, %d findings failed or are unknown", len(run.Results), want)
	}
	return log
}
