package report

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"trailproof/finding"
)

// sarif is SARIF 2.1.0 as GitHub code scanning takes it: failed findings under their rules, undecided ones under a rule of their
// own, so that a hole in the evidence is an alert too. Waived findings are left out, since GitHub ignores suppressions and
// would open them. The text of SARIF: https://docs.oasis-open.org/sarif/sarif/v2.1.0/; GitHub's limits:
// https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
var sarif = Format{Name: "sarif", Extension: "sarif", Write: writeSARIF}

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	// incomplete is the rule of undecided findings.
	incomplete = "trailproof.incomplete"
	// GitHub refuses a file that has more.
	mostResults = 25_000
	mostTags    = 10

	longestDescription = 1024 // in bytes; GitHub counts characters
	// evidence is the base of the paths, which name resources of AWS, not files.
	evidence = "EVIDENCE"
)

type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool               sarifTool                `json:"tool"`
		AutomationDetails  sarifAutomation          `json:"automationDetails"`
		Invocations        []sarifInvocation        `json:"invocations"`
		OriginalURIBaseIDs map[string]sarifArtifact `json:"originalUriBaseIds"`
		Results            []sarifResult            `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name          string      `json:"name"`
		Version       string      `json:"version"`
		Rules         []sarifRule `json:"rules"`
		Notifications []sarifRule `json:"notifications"`
	}
	sarifAutomation struct {
		ID string `json:"id"`
	}
	sarifInvocation struct {
		ExecutionSuccessful bool                `json:"executionSuccessful"`
		EndTimeUTC          string              `json:"endTimeUtc,omitempty"`
		Notifications       []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotification struct {
		Descriptor sarifReference `json:"descriptor"`
		Level      string         `json:"level"`
		Message    sarifText      `json:"message"`
	}
	sarifReference struct {
		ID    string `json:"id"`
		Index int    `json:"index"`
	}
	sarifRule struct {
		ID               string             `json:"id"`
		Name             string             `json:"name,omitempty"`
		ShortDescription sarifText          `json:"shortDescription"`
		FullDescription  sarifText          `json:"fullDescription"`
		Help             sarifText          `json:"help"`
		HelpURI          string             `json:"helpUri,omitempty"`
		Default          sarifConfiguration `json:"defaultConfiguration"`
		Properties       *sarifRuleBag      `json:"properties,omitempty"`
	}
	sarifConfiguration struct {
		Level string `json:"level"`
	}
	sarifRuleBag struct {
		Tags      []string `json:"tags"`
		Precision string   `json:"precision"`
		// A text, not a number: GitHub refuses the file otherwise.
		SecuritySeverity string `json:"security-severity,omitempty"`
	}
	sarifText struct {
		Text     string `json:"text,omitempty"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifResult struct {
		RuleID              string            `json:"ruleId"`
		RuleIndex           int               `json:"ruleIndex"`
		Level               string            `json:"level"`
		Message             sarifText         `json:"message"`
		Locations           []sarifLocation   `json:"locations"`
		PartialFingerprints map[string]string `json:"partialFingerprints"`
	}
	sarifLocation struct {
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI         string     `json:"uri,omitempty"`
		URIBaseID   string     `json:"uriBaseId,omitempty"`
		Description *sarifText `json:"description,omitempty"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
	sarifLogical struct {
		FullyQualifiedName string `json:"fullyQualifiedName"`
		Kind               string `json:"kind"`
	}
)

// scores are GitHub's security-severity of each severity: critical lies above 9, high above 7, medium above 4.
var scores = map[finding.Severity]string{
	finding.Critical: "9.5", finding.High: "8.0", finding.Medium: "5.5", finding.Low: "2.0", finding.Info: "",
}

var levels = map[finding.Severity]string{
	finding.Critical: "error", finding.High: "error", finding.Medium: "warning", finding.Low: "note", finding.Info: "note",
}

func writeSARIF(w io.Writer, r finding.Report, _ Options) error {
	run := sarifRun{
		Tool:              sarifTool{sarifDriver{Name: r.Tool.Name, Version: r.Tool.Version, Notifications: []sarifRule{sarifLeftOut}}},
		AutomationDetails: sarifAutomation{category(r)},
		OriginalURIBaseIDs: map[string]sarifArtifact{evidence: {
			Description: &sarifText{Text: "Resources of AWS as aws/account/Region/service/name.json. They are not files of a repository."},
		}},
		Results: []sarifResult{},
	}
	index := map[string]int{}
	for _, rule := range r.Rules {
		index[rule.ID] = len(run.Tool.Driver.Rules)
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, newSARIFRule(rule))
	}
	index[incomplete] = len(run.Tool.Driver.Rules)
	run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifIncomplete)

	invocation := sarifInvocation{ExecutionSuccessful: r.Summary.Unknown == 0}
	if end := newest(r.Scopes); !end.IsZero() {
		invocation.EndTimeUTC = end.UTC().Format("2006-01-02T15:04:05.000Z")
	}
	shown := slices.DeleteFunc(slices.Clone(r.Findings), func(f finding.Finding) bool { return !Options{}.shown(f) })
	if len(shown) > mostResults {
		slices.SortStableFunc(shown, worstFirst)
		invocation.Notifications = []sarifNotification{{
			Descriptor: sarifReference{sarifLeftOut.ID, 0}, Level: "warning",
			Message: sarifText{Text: fmt.Sprintf("%d of %d results were left out, the least severe ones: GitHub takes %d.",
				len(shown)-mostResults, len(shown), mostResults)},
		}}
		shown = shown[:mostResults]
	}
	for _, f := range shown {
		id := f.Rule
		if f.Outcome == finding.Unknown {
			id = incomplete
		}
		run.Results = append(run.Results, newSARIFResult(f, id, index[id]))
	}
	run.Invocations = []sarifInvocation{invocation}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}})
}

// category is what GitHub keeps results apart by: all before the last slash. An upload replaces those of its category.
func category(r finding.Report) string {
	if len(r.Scopes) == 1 {
		return "trailproof/" + strings.Map(wordRune, r.Scopes[0].Account) + "/"
	}
	return "trailproof/accounts/"
}

func wordRune(r rune) rune {
	if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
		return r
	}
	return '_'
}

func newest(scopes []finding.Scope) time.Time {
	var t time.Time
	for _, s := range scopes {
		if s.TakenAt.After(t) {
			t = s.TakenAt
		}
	}
	return t
}

// worstFirst orders by severity, and in it failures before what is undecided.
func worstFirst(a, b finding.Finding) int {
	return cmp.Or(
		cmp.Compare(slices.Index(finding.Severities, a.Severity), slices.Index(finding.Severities, b.Severity)),
		cmp.Compare(slices.Index(finding.Outcomes, a.Outcome), slices.Index(finding.Outcomes, b.Outcome)))
}

func newSARIFRule(r finding.Rule) sarifRule {
	service, _, _ := strings.Cut(r.ID, ".")
	tags := append([]string{"security", "aws", service}, controls(r)...)
	tags = slices.Compact(tags)
	out := sarifRule{
		ID: r.ID, ShortDescription: description(r.Title, r.ID), FullDescription: description(r.Description, r.Title, r.ID),
		Help:    sarifText{Text: text(r.Remediation, r.Description, r.Title, r.ID), Markdown: helpMarkdown(r)},
		Default: sarifConfiguration{levels[r.Severity]},
		Properties: &sarifRuleBag{
			Tags: tags[:min(len(tags), mostTags)], Precision: "very-high", SecuritySeverity: scores[r.Severity],
		},
	}
	if len(r.References) > 0 {
		out.HelpURI = r.References[0]
	}
	return out
}

// text is the first of the texts that is not empty, which GitHub refuses.
func text(texts ...string) string {
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			return t
		}
	}
	return "-"
}

func description(texts ...string) sarifText {
	return sarifText{Text: shorten(text(texts...), longestDescription)}
}

// helpMarkdown is what GitHub shows below an alert. It does not show helpUri, so the links stand here too.
func helpMarkdown(r finding.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n**What to do**\n\n```\n%s\n```\n", r.Description, strings.TrimSpace(r.Remediation))
	for _, link := range r.References {
		fmt.Fprintf(&b, "\n* <%s>", link)
	}
	if ids := controls(r); len(ids) > 0 {
		fmt.Fprintf(&b, "\n\nControls: %s", strings.Join(ids, ", "))
	}
	return b.String()
}

var sarifIncomplete = sarifRule{
	ID:               incomplete,
	ShortDescription: sarifText{Text: "A rule could not be decided"},
	FullDescription: sarifText{Text: "Something that the rule reads could not be seen, so nobody knows whether it holds. " +
		"That is no pass: whoever hides the trail hides it from the scanner too."},
	Help: sarifText{
		Text: "Give the scanner the IAM actions that the message names (trailproof permissions prints a policy with all of them), " +
			"or look for what stopped the calls, and scan again.",
		Markdown: "Give the scanner the IAM actions that the message names (`trailproof permissions` prints a policy with all of them), " +
			"or look for what stopped the calls, and scan again.",
	},
	Default:    sarifConfiguration{"warning"},
	Properties: &sarifRuleBag{Tags: []string{"security", "aws", "trailproof"}, Precision: "very-high", SecuritySeverity: "5.0"},
}

var sarifLeftOut = sarifRule{
	ID:               "trailproof.left-out",
	ShortDescription: sarifText{Text: "Results were left out"},
	FullDescription:  sarifText{Text: "There are more results than GitHub takes in one file; the least severe ones are missing."},
	Help:             sarifText{Text: "Read the JSON report (-f json), which is complete, or write one file for each account."},
	Default:          sarifConfiguration{"warning"},
}

func newSARIFResult(f finding.Finding, id string, index int) sarifResult {
	level, parts := levels[f.Severity], []string{f.Message}
	if id == incomplete {
		level, parts[0] = "warning", f.Rule+": "+f.Message
	}
	for _, why := range f.Why {
		if why != f.Message {
			parts = append(parts, why)
		}
	}
	if len(f.Missing) > 0 {
		parts = append(parts, "Needs "+strings.Join(f.Missing, ", "))
	}
	fingerprint := f.Fingerprint()
	if id == incomplete {
		fingerprint += "-unknown" // or a failure that becomes unknown would be taken for the same alert
	}
	return sarifResult{
		RuleID: id, RuleIndex: index, Level: level, Message: sarifText{Text: message(parts)},
		Locations: []sarifLocation{{
			Physical: sarifPhysical{
				Artifact: sarifArtifact{URI: place(f), URIBaseID: evidence},
				Region:   sarifRegion{StartLine: 1, StartColumn: 1, EndLine: 1, EndColumn: 2},
			},
			Logical: []sarifLogical{{FullyQualifiedName: f.Resource, Kind: "resource"}},
		}},
		PartialFingerprints: map[string]string{"primaryLocationLineHash": fingerprint + ":1", "trailproofFindingId/v1": fingerprint},
	}
}

// message joins lines, none of which becomes two or a link: SARIF has links in plain text (3.11.6).
func message(parts []string) string {
	for i, part := range parts {
		parts[i] = strings.ReplaceAll(oneLine(part), "](", `\](`)
	}
	return text(shorten(strings.Join(parts, "\n"), longestText))
}

// place is a path for the resource: relative, since GitHub refuses any scheme, and an ARN looks like one; and made of the ARN
// alone, since GitHub takes a result at another path for another alert.
func place(f finding.Finding) string {
	region, service, name := "", "account", "account"
	if part := strings.SplitN(f.Resource, ":", 6); len(part) == 6 && part[0] == "arn" {
		service, region, name = part[2], part[3], part[5]
		if i := strings.LastIndexAny(name, "/:"); i >= 0 {
			name = name[i+1:]
		}
	}
	path := "aws"
	for _, segment := range []string{f.Account, cmp.Or(region, "global"), service, name} {
		if segment == "" || segment == "." || segment == ".." {
			segment = "_"
		}
		path += "/" + url.PathEscape(segment)
	}
	return path + ".json"
}
