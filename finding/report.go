package finding

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"time"

	"trailproof/internal/strictjson"
)

// Report is everything that a run found out: whole catalogue, every finding. All formats are renderings of it. The rule and
// the account of every finding are among Rules and Scopes.
type Report struct {
	Version string `json:"version"`
	Tool    Tool   `json:"tool"`
	// Scopes are the accounts that were judged, sorted.
	Scopes []Scope `json:"scopes"`
	// Rules are the rules that were selected, sorted by id.
	Rules []Rule `json:"rules"`
	// Frameworks are those that the rules were selected by, or else all that they name, sorted by id. Since version 1.1;
	// missing in older reports.
	Frameworks []Framework `json:"frameworks,omitzero"`
	// Findings are sorted by account, resource and rule.
	Findings []Finding `json:"findings"`
	// Waivers are the entries of the waiver files that the run went by, in their order. Since version 1.2; missing in older
	// reports.
	Waivers []WaiverEntry `json:"waivers,omitzero"`
	Summary Summary       `json:"summary"`
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
	// With is the opt-in evidence that was asked for, sorted.
	With []string `json:"with,omitempty"`
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

// NewReport sorts and counts. It keeps the slices. The frameworks and waivers are for the caller to add.
func NewReport(tool Tool, scopes []Scope, rules []Rule, findings []Finding) Report {
	r := Report{
		Version: ReportVersion, Tool: tool,
		Scopes: list(scopes), Rules: list(rules), Frameworks: []Framework{}, Findings: list(findings),
		Waivers: []WaiverEntry{}, Summary: summarize(findings),
	}
	slices.SortFunc(r.Scopes, func(a, b Scope) int { return strings.Compare(a.Account, b.Account) })
	slices.SortFunc(r.Rules, func(a, b Rule) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(r.Findings, Compare)
	return r
}

// list is never nil, which JSON would show as null.
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

func summarize(findings []Finding) Summary {
	s := Summary{FailBy: map[Severity]int{}}
	for _, f := range findings {
		s.Add(f)
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

// Silent returns the rules that judged nothing, for want of opt-in evidence. Every other rule has a finding in each scope.
func (r Report) Silent() []Rule {
	spoke := map[string]bool{}
	for _, f := range r.Findings {
		spoke[f.Rule] = true
	}
	var silent []Rule
	for _, rule := range r.Rules {
		if len(rule.With) > 0 && !spoke[rule.ID] {
			silent = append(silent, rule)
		}
	}
	return silent
}

// Encode writes the report as indented JSON with a closing newline.
func (r Report) Encode(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(r)
}

// DecodeReport reads a report that Encode wrote. Errors name the path, and the byte where it is the text that is wrong. A
// report that contradicts itself is refused: formats would show less than it holds, and less looks better.
func DecodeReport(data []byte) (Report, error) {
	var r Report
	if err := strictjson.Decode(data, &r); err != nil {
		var head struct {
			Version *string `json:"version"`
		}
		if json.Unmarshal(data, &head) == nil && head.Version != nil && !slices.Contains(ReportVersions, *head.Version) {
			return r, versionError(*head.Version)
		}
		return r, err
	}
	if !slices.Contains(ReportVersions, r.Version) {
		return r, versionError(r.Version)
	}
	return r, r.check()
}

// check finds what would go missing in a rendering: values that no format knows, findings without their rule or account,
// rules without their controls, and a summary that counts otherwise.
func (r Report) check() error {
	rules, accounts := map[string]bool{}, map[string]bool{}
	for i, rule := range r.Rules {
		rules[rule.ID] = true
		if !slices.Contains(Severities, rule.Severity) {
			return fmt.Errorf("rules[%d].severity: %q is none of %v", i, rule.Severity, Severities)
		}
	}
	for _, s := range r.Scopes {
		accounts[s.Account] = true
	}
	for i, f := range r.Findings {
		switch {
		case !slices.Contains(Outcomes, f.Outcome):
			return fmt.Errorf("findings[%d].outcome: %q is none of %v", i, f.Outcome, Outcomes)
		case !slices.Contains(Severities, f.Severity):
			return fmt.Errorf("findings[%d].severity: %q is none of %v", i, f.Severity, Severities)
		case !rules[f.Rule]:
			return fmt.Errorf("findings[%d].rule: %q is none of the report's rules", i, f.Rule)
		case !accounts[f.Account]:
			return fmt.Errorf("findings[%d].account: %q is none of the report's scopes", i, f.Account)
		case f.Waiver != nil && f.Outcome != Fail && f.Outcome != Unknown:
			return fmt.Errorf("findings[%d].waiver: what is %q needs none", i, f.Outcome)
		}
	}
	for i, e := range r.Waivers {
		if !slices.Contains(WaiverStates, e.State) {
			return fmt.Errorf("waivers[%d].state: %q is none of %v", i, e.State, WaiverStates)
		}
	}
	if !reflect.DeepEqual(summarize(r.Findings), r.Summary) {
		return errors.New("summary: it does not count the findings")
	}
	return r.checkFrameworks()
}

func versionError(version string) error {
	return fmt.Errorf("version: this program reads reports of version %s, not %q", strings.Join(ReportVersions, " or "), version)
}
