package finding_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"trailproof/finding"
)

// small is a report with a finding of each outcome.
func small() finding.Report {
	rule := finding.Rule{
		ID: "s3.tls_only", Title: "t", Description: "d", Severity: finding.High, Subject: "log_buckets",
		Controls: map[string][]string{"acme": {"1"}}, Remediation: "r",
		References: []string{}, Reads: []string{}, Params: []string{},
	}
	var findings []finding.Finding
	for i, outcome := range finding.Outcomes {
		findings = append(findings, finding.Finding{
			Rule: rule.ID, Outcome: outcome, Severity: rule.Severity, Account: "111122223333",
			Resource: "arn:aws:s3:::" + string(rune('d'-i)), Message: "m", Why: []string{}, Missing: []string{},
		})
	}
	scopes := []finding.Scope{
		{Account: "444455556666", Partition: "aws", Regions: []string{}, TakenAt: time.Unix(0, 0).UTC()},
		{Account: "111122223333", Partition: "aws", Regions: []string{}, TakenAt: time.Unix(0, 0).UTC()},
	}
	return finding.NewReport(finding.Tool{Name: "trailproof", Version: "dev"}, scopes, []finding.Rule{rule}, findings)
}

func encode(t *testing.T, r finding.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := r.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestNewReportSorts(t *testing.T) {
	r := small()
	if r.Scopes[0].Account != "111122223333" {
		t.Errorf("scopes start with %s", r.Scopes[0].Account)
	}
	if r.Findings[0].Resource != "arn:aws:s3:::a" {
		t.Errorf("findings start with %s", r.Findings[0].Resource)
	}
	if s := r.Summary; s.Pass != 1 || s.Fail != 1 || s.Unknown != 1 || s.NotApplicable != 1 || s.FailBy[finding.High] != 1 {
		t.Errorf("summary %+v", s)
	}
}

// TestSilent tells a rule that nobody asked for from one that judged.
func TestSilent(t *testing.T) {
	r := small()
	if silent := r.Silent(); len(silent) != 0 {
		t.Errorf("got %v", silent)
	}
	r.Rules[0].With = []string{"macie"}
	if silent := r.Silent(); len(silent) != 0 {
		t.Errorf("it has findings: %v", silent)
	}
	r.Rules = append(r.Rules, finding.Rule{ID: "x.opt_in", With: []string{"macie"}}, finding.Rule{ID: "x.other"})
	if silent := r.Silent(); len(silent) != 1 || silent[0].ID != "x.opt_in" {
		t.Errorf("got %v", silent)
	}
}

// TestDecodeReport reads what was written, an empty report too.
func TestDecodeReport(t *testing.T) {
	for name, r := range map[string]finding.Report{
		"small": small(),
		"empty": finding.NewReport(finding.Tool{Name: "trailproof", Version: "dev"}, nil, nil, nil),
	} {
		t.Run(name, func(t *testing.T) {
			text := encode(t, r)
			got, err := finding.DecodeReport(text)
			if err != nil {
				t.Fatal(err)
			}
			if again := encode(t, got); !bytes.Equal(again, text) {
				t.Errorf("got\n%s\nwant\n%s", again, text)
			}
		})
	}
}

// TestDecodeReportRefuses pins that a report that was changed by hand does not lose findings without a word.
func TestDecodeReportRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*finding.Report)
		want   string
	}{
		"outcome":       {func(r *finding.Report) { r.Findings[0].Outcome = "Fail" }, `findings[0].outcome: "Fail" is none of [`},
		"severity":      {func(r *finding.Report) { r.Findings[1].Severity = "" }, `findings[1].severity: "" is none of [`},
		"rule":          {func(r *finding.Report) { r.Findings[2].Rule = "x" }, `findings[2].rule: "x" is none of the`},
		"account":       {func(r *finding.Report) { r.Findings[3].Account = "1" }, `findings[3].account: "1" is none of the`},
		"rule severity": {func(r *finding.Report) { r.Rules[0].Severity = "bad" }, `rules[0].severity: "bad" is none of`},
		"summary":       {func(r *finding.Report) { r.Summary.Fail = 0 }, "summary: it does not count the findings"},
		"version":       {func(r *finding.Report) { r.Version = "2.0" }, `reads reports of version 1.0 or 1.1 or 1.2, not "2.0"`},
		"waiver state": {
			func(r *finding.Report) { r.Waivers = []finding.WaiverEntry{{State: "good"}} }, `waivers[0].state: "good" is none of [`,
		},
		"waived pass": {
			func(r *finding.Report) { r.Findings[1].Waiver = &finding.Waiver{} }, `findings[1].waiver: what is "pass" needs none`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := small()
			c.change(&r)
			if _, err := finding.DecodeReport(encode(t, r)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
