package report

import (
	"bytes"
	"encoding/json"
	"io"

	"trailproof/finding"
)

// jsonl has one finding a line, for log pipelines and jq. Its readers (Splunk, OpenSearch, BigQuery, a shell) see each line
// alone, so that a line repeats what it needs of the rule and of the report. They guess a column's type from the first
// lines, so that each line has every member, empty where there is nothing; only the waiver is null. It streams: findings of
// many accounts go out as they come.
var jsonl = Format{
	Name: "jsonl", Extension: "jsonl",
	Write: func(w io.Writer, r finding.Report, o Options) error {
		return streamJSONL(w, r.Rules, o)(r.Findings)
	},
	Stream: streamJSONL,
}

// line is one line of jsonl.
type line struct {
	// Version is that of the report.
	Version string `json:"version"`
	// ID is the fingerprint of the finding: the same in every run.
	ID       string              `json:"id"`
	Account  string              `json:"account"`
	Region   string              `json:"region"`
	Resource string              `json:"resource"`
	Rule     string              `json:"rule"`
	Title    string              `json:"title"`
	Severity finding.Severity    `json:"severity"`
	Outcome  finding.Outcome     `json:"outcome"`
	Message  string              `json:"message"`
	Why      []string            `json:"why"`
	Missing  []string            `json:"missing"`
	Controls map[string][]string `json:"controls"`
	// Remediation is empty for what did not fail.
	Remediation string          `json:"remediation"`
	Waiver      *finding.Waiver `json:"waiver"`
}

func streamJSONL(w io.Writer, rules []finding.Rule, _ Options) func([]finding.Finding) error {
	byID := rulesByID(rules)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	flush := func() error {
		_, err := w.Write(visible(b.Bytes()))
		b.Reset()
		return err
	}
	return func(findings []finding.Finding) error {
		for _, f := range findings {
			rule := byID[f.Rule]
			l := line{
				Version: finding.ReportVersion, ID: f.Fingerprint(),
				Account: f.Account, Region: f.Region, Resource: f.Resource,
				Rule: f.Rule, Title: rule.Title, Severity: f.Severity, Outcome: f.Outcome,
				Message: f.Message, Why: f.Why, Missing: f.Missing, Controls: rule.Controls, Waiver: f.Waiver,
			}
			if f.Outcome == finding.Fail {
				l.Remediation = rule.Remediation
			}
			if err := enc.Encode(l); err != nil {
				return err
			}
			if b.Len() > 1<<16 {
				if err := flush(); err != nil {
					return err
				}
			}
		}
		return flush()
	}
}
