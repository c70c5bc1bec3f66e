package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"trailproof/finding"
)

// sarif is SARIF 2.1.0, for GitHub code scanning, GitLab, Azure DevOps and DefectDojo. None of them was made for findings
// without source code, and each ignores or refuses something:
//
//   - GitHub refuses the whole file for one result whose locations are empty, only logical, or have no URI, an empty one or
//     one with a scheme; an ARN parses as the scheme arn. So each resource gets a relative path that does not exist, which
//     is accepted, and its ARN as logical location.
//   - GitHub refuses more than 25,000 results or rules and 20 tags a rule, keeps 10 tags (a rule with more draws a warning on
//     each upload, so that tags name frameworks, and all controls stand in a property of ours) and the 5,000 worst results, and
//     wants texts of rules to be there, not empty, and descriptions of at most 1,024 characters. upload-sarif takes 10 MB
//     gzipped, which is some 100 times of what 5,000 results need.
//   - GitHub tells alerts apart by path, rule and primaryLocationLineHash. Without it, upload-sarif hashes a line of source,
//     and thirty resources become one alert. DefectDojo reads any versioned key.
//   - GitHub ignores kind, suppressions and notifications: a result that passed or is waived would become an open alert.
//     So only what needs somebody's eyes is a result. What is unknown would be lost as a notification; it is a result of a
//     rule of its own as well, lest a hole in the evidence look like an all-clear.
//   - security-severity is a string (a number is refused) and counts only for rules with the tag security. GitHub shows more
//     than 9.0 as critical, from 7.0 as high, from 4.0 as medium.
//   - GitLab prefers rank to it, so that there is no rank, and counts a run with useless results as failed.
//   - GitHub shows help.markdown, never helpUri: links stand in both.
//   - The category, by which GitHub closes alerts that are gone, is what stands before the last / of automationDetails.id.
//     An empty report has to be uploaded too.
//   - In a message [text](target) is a link.
var sarif = Format{
	Name: "sarif", Extension: "sarif",
	Write: func(w io.Writer, r finding.Report, _ Options) error { return writeJSON(w, newSARIF(r, sarifMost)) },
}

const (
	sarifMost        = 25_000 // results, and rules
	sarifTags        = 10
	sarifDescription = 1024
	sarifText        = 8192
	sarifIncomplete  = "trailproof.incomplete"
	sarifTruncated   = "trailproof.truncated"
	sarifBase        = "EVIDENCE"
)

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool struct {
		Driver sarifDriver `json:"driver"`
	} `json:"tool"`
	Automation  sarifAutomation          `json:"automationDetails"`
	Invocations []sarifInvocation        `json:"invocations"`
	BaseIDs     map[string]sarifArtifact `json:"originalUriBaseIds"`
	ColumnKind  string                   `json:"columnKind"`
	Results     []sarifResult            `json:"results"`
}

type sarifAutomation struct {
	ID string `json:"id"`
}

type sarifDriver struct {
	Name          string            `json:"name"`
	Version       string            `json:"version,omitempty"`
	Rules         []sarifDescriptor `json:"rules"`
	Notifications []sarifDescriptor `json:"notifications"`
}

type sarifDescriptor struct {
	ID               string           `json:"id"`
	ShortDescription sarifMessage     `json:"shortDescription"`
	FullDescription  sarifMessage     `json:"fullDescription"`
	Help             sarifMessage     `json:"help"`
	HelpURI          string           `json:"helpUri,omitempty"`
	Configuration    sarifLevel       `json:"defaultConfiguration"`
	Properties       *sarifProperties `json:"properties,omitempty"`
}

type sarifLevel struct {
	Level string `json:"level"`
}

type sarifProperties struct {
	Tags             []string `json:"tags"`
	SecuritySeverity string   `json:"security-severity,omitempty"`
	// Controls by framework, for whoever reads the file with a tool of his own.
	Controls map[string][]string `json:"controls,omitempty"`
}

type sarifMessage struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

type sarifInvocation struct {
	Successful    bool                `json:"executionSuccessful"`
	Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
}

type sarifNotification struct {
	Descriptor sarifReference `json:"descriptor"`
	Level      string         `json:"level"`
	Message    sarifMessage   `json:"message"`
}

type sarifReference struct {
	ID    string `json:"id"`
	Index int    `json:"index"`
}

type sarifResult struct {
	RuleID       string            `json:"ruleId"`
	RuleIndex    int               `json:"ruleIndex"`
	Level        string            `json:"level"`
	Message      sarifMessage      `json:"message"`
	Locations    []sarifLocation   `json:"locations"`
	Fingerprints map[string]string `json:"partialFingerprints"`
}

type sarifLocation struct {
	Physical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	} `json:"physicalLocation"`
	Logical []sarifLogical `json:"logicalLocations"`
}

type sarifArtifact struct {
	URI         string        `json:"uri,omitempty"`
	BaseID      string        `json:"uriBaseId,omitempty"`
	Description *sarifMessage `json:"description,omitempty"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn"`
	EndLine     int `json:"endLine"`
	EndColumn   int `json:"endColumn"`
}

type sarifLogical struct {
	Name string `json:"fullyQualifiedName"`
	Kind string `json:"kind"`
}

// sarifSeverities have GitHub's score in the middle of what it shows under the same name. Info has none: it is no risk.
var sarifSeverities = map[finding.Severity]struct{ level, score string }{
	finding.Critical: {"error", "9.5"}, finding.High: {"error", "8.0"}, finding.Medium: {"warning", "5.5"},
	finding.Low: {"note", "2.0"}, finding.Info: {"note", ""},
}

// newSARIF keeps the worst of the results, and at most so many rules.
func newSARIF(r finding.Report, most int) sarifLog {
	findings := slices.DeleteFunc(slices.Clone(r.Findings), func(f finding.Finding) bool { return !needsEyes(f) })
	left := len(findings) - most
	if left > 0 {
		slices.SortStableFunc(findings, func(a, b finding.Finding) int { return sarifRank(a) - sarifRank(b) })
		findings = findings[:most]
		slices.SortFunc(findings, finding.Compare)
	}
	run := sarifRun{
		Automation: sarifAutomation{"trailproof/" + sarifSegment(scope(r)) + "/"},
		BaseIDs: map[string]sarifArtifact{sarifBase: {Description: &sarifMessage{
			Text: "The evidence: a path for each resource of AWS that was judged. There are no such files.",
		}}},
		ColumnKind: "utf16CodeUnits",
		Results:    []sarifResult{},
	}
	run.Tool.Driver = sarifDriver{
		Name: "trailproof", Version: oneLine(r.Tool.Version),
		Rules: sarifRules(r.Rules, findings, most), Notifications: sarifNotices,
	}
	index := map[string]int{}
	for i, rule := range run.Tool.Driver.Rules {
		index[rule.ID] = i
	}
	for _, f := range findings {
		run.Results = append(run.Results, newSARIFResult(f, index))
	}
	run.Invocations = []sarifInvocation{{Successful: true}}
	run.Invocations[0].holes(r.Findings)
	if left > 0 {
		run.Invocations[0].notify(sarifTruncated, fmt.Sprintf(
			"%d of %d results are left out, the least severe ones: GitHub takes %d", left, left+most, most))
	}
	return sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0", Runs: []sarifRun{run},
	}
}

// sarifRank orders by what GitHub shows, the worst first: an unknown stands behind what is medium.
func sarifRank(f finding.Finding) int {
	if f.Outcome == finding.Unknown {
		return 2*severityRank(finding.Medium) + 1
	}
	return 2 * severityRank(f.Severity)
}

// sarifRules describes all rules, sorted by id, and the one of what is unknown. If there are too many, rules without results
// make way.
func sarifRules(rules []finding.Rule, findings []finding.Finding, most int) []sarifDescriptor {
	used := map[string]bool{sarifIncomplete: true}
	for _, f := range findings {
		used[f.Rule] = used[f.Rule] || f.Outcome == finding.Fail
	}
	spare := len(rules) + 1 - most
	all := []sarifDescriptor{sarifIncompleteRule}
	for _, rule := range rules {
		if spare > 0 && !used[rule.ID] {
			spare--
			continue
		}
		all = append(all, newSARIFRule(rule))
	}
	slices.SortFunc(all, func(a, b sarifDescriptor) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

func newSARIFRule(rule finding.Rule) sarifDescriptor {
	severity := sarifSeverities[rule.Severity]
	title := firstText(oneLine(rule.Title), oneLine(rule.ID))
	d := sarifDescriptor{
		ID:               oneLine(rule.ID),
		ShortDescription: sarifMessage{Text: cut(title, sarifDescription)},
		FullDescription:  sarifMessage{Text: cut(firstText(manyLines(rule.Description), title), sarifDescription)},
		Help:             sarifHelp(rule),
		Configuration:    sarifLevel{severity.level},
		Properties:       &sarifProperties{Tags: sarifTagsOf(rule), SecuritySeverity: severity.score, Controls: sarifControls(rule)},
	}
	for _, ref := range rule.References {
		if d.HelpURI == "" && isLink(ref) {
			d.HelpURI = ref
		}
	}
	return d
}

// sarifHelp is what to do, where to read on, and what demands it; once as text and once as Markdown.
func sarifHelp(rule finding.Rule) sarifMessage {
	var text, markdown strings.Builder
	remediation := firstText(manyLines(rule.Remediation), oneLine(rule.Title), oneLine(rule.ID))
	text.WriteString(cut(remediation, sarifText))
	markdown.WriteString("## Remediation\n\n")
	for _, line := range strings.Split(cut(remediation, sarifText), "\n") {
		if strings.HasPrefix(line, "aws ") {
			markdown.WriteString("\n    " + line + "\n\n") // an indented block of code, in which everything stands for itself
		} else {
			markdown.WriteString(mdText(strings.TrimSpace(line)) + "\n")
		}
	}
	if len(rule.References) > 0 {
		text.WriteString("\n\nReferences:")
		markdown.WriteString("\n## References\n\n")
	}
	for _, ref := range rule.References {
		ref = cut(oneLine(ref), sarifDescription)
		text.WriteString("\n" + ref)
		if isLink(ref) {
			markdown.WriteString("* <" + ref + ">\n")
		} else {
			markdown.WriteString("* " + mdText(ref) + "\n")
		}
	}
	if len(rule.Controls) > 0 {
		text.WriteString("\n\nControls:")
		markdown.WriteString("\n## Controls\n\n")
	}
	for _, framework := range slices.Sorted(maps.Keys(rule.Controls)) {
		item := cut(oneLine(framework+": "+strings.Join(rule.Controls[framework], ", ")), sarifDescription)
		text.WriteString("\n" + item)
		markdown.WriteString("* " + mdText(item) + "\n")
	}
	return sarifMessage{Text: text.String(), Markdown: markdown.String()}
}

// firstText is the first that is not blank.
func firstText(texts ...string) string {
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			return text
		}
	}
	return ""
}

// isLink says whether a text is a link that needs no escaping in Markdown's < >.
func isLink(ref string) bool {
	u, err := url.Parse(ref)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.String() == ref &&
		!strings.ContainsAny(ref, "<>\\ ") && plain(ref)
}

// sarifTagsOf starts with what people filter by; of the frameworks the newest version of each comes first.
func sarifTagsOf(rule finding.Rule) []string {
	service, _, _ := strings.Cut(rule.ID, ".")
	var tags []string
	add := func(tag string) {
		if tag = cut(oneLine(tag), 100); tag != "" && len(tags) < sarifTags && !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	add("security")
	add("aws")
	add(service)
	var newest, older []string
	family := ""
	for _, framework := range slices.Backward(slices.SortedFunc(maps.Keys(rule.Controls), compareFrameworks)) {
		name, _ := frameworkVersion(framework)
		if name == family {
			older = append(older, framework)
		} else {
			newest = append(newest, framework)
		}
		family = name
	}
	slices.Reverse(newest)
	for _, framework := range append(newest, older...) {
		add(framework)
	}
	return tags
}

func sarifControls(rule finding.Rule) map[string][]string {
	all := map[string][]string{}
	for _, framework := range slices.Sorted(maps.Keys(rule.Controls)) {
		for _, control := range rule.Controls[framework] {
			if name, id := cut(oneLine(framework), 100), cut(oneLine(control), 100); name != "" && id != "" {
				all[name] = append(all[name], id)
			}
		}
	}
	return all
}

// compareFrameworks orders by name and then by version: cis-aws-10.0.0 is newer than cis-aws-9.0.0.
func compareFrameworks(a, b string) int {
	nameA, versionA := frameworkVersion(a)
	nameB, versionB := frameworkVersion(b)
	return cmp.Or(cmp.Compare(nameA, nameB), slices.Compare(versionA, versionB), cmp.Compare(a, b))
}

// frameworkVersion splits cis-aws-5.0.0 or nist-800-53-r5 at the last dash; what is no version there belongs to the name.
func frameworkVersion(id string) (name string, version []int) {
	i := strings.LastIndexByte(id, '-')
	if i < 0 {
		return id, nil
	}
	for _, part := range strings.Split(strings.TrimPrefix(id[i+1:], "r"), ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			return id, nil
		}
		version = append(version, n)
	}
	return id[:i], version
}

func newSARIFResult(f finding.Finding, index map[string]int) sarifResult {
	rule, level := oneLine(f.Rule), sarifSeverities[f.Severity].level
	text := subject(f) + ": " + f.Message
	if f.Outcome == finding.Unknown {
		text = fmt.Sprintf("%s (%s) is unknown for %s: %s", f.Rule, f.Severity, subject(f), f.Message)
		if len(f.Missing) > 0 {
			text += "; needed: " + strings.Join(f.Missing, ", ")
		}
		rule, level = sarifIncomplete, sarifIncompleteRule.Configuration.Level
	}
	text = sarifPlain(text)
	for _, why := range reasons(f) {
		text += "\n- " + sarifPlain(why)
	}
	var l sarifLocation
	l.Physical.Artifact = sarifArtifact{URI: sarifPath(f), BaseID: sarifBase}
	l.Physical.Region = sarifRegion{StartLine: 1, StartColumn: 1, EndLine: 1, EndColumn: 2}
	l.Logical = []sarifLogical{{Name: firstText(cut(oneLine(f.Resource), sarifText), "-"), Kind: "resource"}}
	return sarifResult{
		RuleID: rule, RuleIndex: index[rule], Level: level, Message: sarifMessage{Text: cut(text, sarifText)},
		Locations: []sarifLocation{l},
		Fingerprints: map[string]string{
			"primaryLocationLineHash": f.Fingerprint() + ":1", "trailproofFindingId/v1": f.Fingerprint(),
		},
	}
}

// sarifPlain is a text in which no viewer finds a link.
func sarifPlain(s string) string { return strings.ReplaceAll(oneLine(s), "](", "] (") }

// sarifPath is the path of a resource: aws/<account>/<Region>/<service>/<name>.json. It is made of account and ARN alone:
// a bucket's Region is unseen one day and seen the next, and another path is another alert.
func sarifPath(f finding.Finding) string {
	region, service, name := "", "account", f.Account
	if part := strings.SplitN(f.Resource, ":", 6); len(part) == 6 && part[0] == "arn" {
		service, region, name = part[2], part[3], part[5]
	} else if f.Resource != f.Account {
		service, name = "other", f.Resource
	}
	if len(name) > 150 {
		sum := sha256.Sum256([]byte(name))
		name = strings.ToValidUTF8(name[:150], "") + "-" + hex.EncodeToString(sum[:8])
	}
	path := "aws"
	for _, segment := range []string{f.Account, cmp.Or(region, "global"), service, name} {
		path += "/" + sarifSegment(segment)
	}
	return path + ".json"
}

// sarifSegment is one segment of a path, percent-encoded; never empty, and never a step downwards or upwards, however often
// somebody decodes it.
func sarifSegment(s string) string {
	s = strings.NewReplacer("/", ".", ":", ".", `\`, ".", "%", ".").Replace(s)
	if strings.Trim(s, ".") == "" {
		return "-"
	}
	return url.PathEscape(oneLine(s))
}

// sarifIncompleteRule is the rule whose results are what could not be decided.
var sarifIncompleteRule = sarifDescriptor{
	ID:               sarifIncomplete,
	ShortDescription: sarifMessage{Text: "Everything a rule needs could be seen"},
	FullDescription: sarifMessage{Text: "Something that a rule reads could not be seen, most often because an IAM action is " +
		"not allowed. The rule is undecided for the resource: it may be violated."},
	Help: sarifMessage{
		Text: "Allow the actions that the result names, and scan again. " +
			"trailproof permissions prints the policy that a scan needs.",
		Markdown: "Allow the actions that the result names, and scan again. " +
			"`trailproof permissions` prints the policy that a scan needs.",
	},
	Configuration: sarifLevel{"warning"},
	Properties:    &sarifProperties{Tags: []string{"security", "aws", "trailproof"}, SecuritySeverity: "5.0"},
}

// sarifNotices describes the notifications.
var sarifNotices = []sarifDescriptor{
	{
		ID:               sarifIncomplete,
		ShortDescription: sarifIncompleteRule.ShortDescription,
		FullDescription:  sarifIncompleteRule.FullDescription,
		Help:             sarifIncompleteRule.Help,
		Configuration:    sarifLevel{"warning"},
	},
	{
		ID:               sarifTruncated,
		ShortDescription: sarifMessage{Text: "All results are in the file"},
		FullDescription:  sarifMessage{Text: "The file holds the most severe results only: GitHub refuses a file with more."},
		Help:             sarifMessage{Text: "Scan fewer accounts at once, or read it as json or jsonl, which are complete."},
		Configuration:    sarifLevel{"warning"},
	},
}

func (v *sarifInvocation) notify(id, text string) {
	i := slices.IndexFunc(sarifNotices, func(d sarifDescriptor) bool { return d.ID == id })
	v.Notifications = append(v.Notifications, sarifNotification{
		Descriptor: sarifReference{id, i}, Level: sarifNotices[i].Configuration.Level,
		Message: sarifMessage{Text: cut(text, sarifText)},
	})
}

// holes says for each account which actions were missing, and how many outcomes are unknown for it.
func (v *sarifInvocation) holes(findings []finding.Finding) {
	type hole struct{ account, missing string }
	count := map[hole]int{}
	for _, f := range findings {
		if needsEyes(f) && f.Outcome == finding.Unknown {
			count[hole{f.Account, strings.Join(f.Missing, ", ")}]++
		}
	}
	v.Successful = len(count) == 0
	order := func(a, b hole) int {
		return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.missing, b.missing))
	}
	for _, h := range slices.SortedFunc(maps.Keys(count), order) {
		text := fmt.Sprintf("account %s: %d %s unknown", h.account, count[h], is(count[h]))
		if h.missing != "" {
			text += "; needed: " + h.missing
		}
		v.notify(sarifIncomplete, sarifPlain(text))
	}
}
