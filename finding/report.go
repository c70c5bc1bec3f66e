package finding

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"trailproof/internal/strictjson"
)

// Report is everything that a run found out: whole catalogue, every finding. All formats are renderings of it.
type Report struct {
	Version string `json:"version"`
	Tool    Tool   `json:"tool"`
	// Scopes are the accounts that were judged, sorted.
	Scopes []Scope `json:"scopes"`
	// Rules are the rules that were selected, sorted by id.
	Rules []Rule `json:"rules"`
	// Findings are sorted by account, resource and rule.
	Findings []Finding `json:"findings"`
	Summary  Summary   `json:"summary"`
}

// Tool says what made the report.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Scope is one snapshot that was judged.
type Scope struct {
	Account   string    `json:"account"`
	Partition string    `json:"partition"`
	Regions   []string  `json:"regions"`
	TakenAt   time.Time `json:"taken_at"`
	// Gaps is how many things nobody could see; what nobody asked for does not count.
	Gaps int `json:"gaps"`
}

// Summary counts findings. Waived ones count in Waived alone.
type Summary struct {
	Pass          int `json:"pass"`
	Fail          int `json:"fail"`
	Unknown       int `json:"unknown"`
	NotApplicable int `json:"not_applicable"`
	Waived        int `json:"waived"`
	// FailBy counts failures by severity; severities without any are missing.
	FailBy map[Severity]int `json:"fail_by"`
}

// Add counts one finding.
func (s *Summary) Add(f Finding) {
	if s.FailBy == nil {
		s.FailBy = map[Severity]int{}
	}
	if f.Waiver != nil {
		s.Waived++
		return
	}
	switch f.Outcome {
	case Pass:
		s.Pass++
	case Fail:
		s.Fail++
		s.FailBy[f.Severity]++
	case Unknown:
		s.Unknown++
	case NotApplicable:
		s.NotApplicable++
	}
}

// NewReport sorts and counts.
func NewReport(tool Tool, scopes []Scope, rules []Rule, findings []Finding) Report {
	r := Report{
		Version: ReportVersion, Tool: tool,
		Scopes: list(scopes), Rules: list(rules), Findings: list(findings),
	}
	slices.SortFunc(r.Findings, Compare)
	r.Summary.FailBy = map[Severity]int{}
	for _, f := range r.Findings {
		r.Summary.Add(f)
	}
	return r
}

// list is never null in JSON.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// Rule returns the rule of that id.
func (r Report) Rule(id string) (Rule, bool) {
	i := slices.IndexFunc(r.Rules, func(rule Rule) bool { return rule.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return r.Rules[i], true
}

// Encode writes the report as indented JSON with a closing newline.
func (r Report) Encode(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}

// DecodeReport reads a report that Encode wrote. Errors name the byte and path.
func DecodeReport(data []byte) (Report, error) {
	var r Report
	if err := strictjson.Decode(data, &r); err != nil {
		var head struct {
			Version *string `json:"version"`
		}
		if json.Unmarshal(data, &head) == nil && head.Version != nil && *head.Version != ReportVersion {
			return r, versionError(*head.Version)
		}
		return r, err
	}
	if r.Version != ReportVersion {
		return r, versionError(r.Version)
	}
	return r, nil
}

func versionError(version string) error {
	return fmt.Errorf("version: this program reads reports of version %s, not %q", ReportVersion, version)
}
