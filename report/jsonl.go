package report

import (
	"encoding/json"
	"io"

	"trailproof/finding"
)

// jsonl is one finding a line, as JSON: the members of a finding in the JSON report, and its fingerprint. Lines go out account
// by account, so that a run over any number of snapshots needs the memory of a few.
var jsonl = Format{
	Name: "jsonl", Extension: "jsonl",
	Write: func(w io.Writer, r finding.Report, o Options) error {
		return streamJSONL(w, r.Rules, o)(r.Findings)
	},
	Stream: streamJSONL,
}

type jsonLine struct {
	finding.Finding
	Fingerprint string `json:"fingerprint"`
}

func streamJSONL(w io.Writer, _ []finding.Rule, _ Options) func([]finding.Finding) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return func(findings []finding.Finding) error {
		for _, f := range findings {
			if err := enc.Encode(jsonLine{f, f.Fingerprint()}); err != nil {
				return err
			}
		}
		return nil
	}
}
