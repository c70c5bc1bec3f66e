package report

import (
	"cmp"
	"encoding/xml"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"trailproof/finding"
)

// junit is the one dialect that both XML schemas accept which consumers hold their files against: that of Jenkins's xUnit
// plugin (junit-10.xsd) and Ant's, which Azure DevOps reads. So <testsuites> has no attributes, a test case has no file, and
// every suite ends with system-out and system-err. Messages stand twice: Jenkins and Azure read the attribute, GitLab the text.
//
// A failed finding is a failure, an unknown one an error, a waived one is skipped; what is not applicable is left out.
var junit = Format{Name: "junit", Extension: "xml", Write: writeJUnit}

type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name      string `xml:"name,attr"`
	Package   string `xml:"package,attr"`
	ID        int    `xml:"id,attr"`
	Tests     int    `xml:"tests,attr"`
	Failures  int    `xml:"failures,attr"`
	Errors    int    `xml:"errors,attr"`
	Skipped   int    `xml:"skipped,attr"`
	Time      string `xml:"time,attr"`
	Timestamp string `xml:"timestamp,attr"`
	Hostname  string `xml:"hostname,attr"`

	Properties junitProperties `xml:"properties"`
	Cases      []junitCase     `xml:"testcase"`
	Out        string          `xml:"system-out"`
	Err        string          `xml:"system-err"`
}

type junitProperties struct {
	Properties []junitProperty `xml:"property"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Classname string        `xml:"classname,attr"`
	Name      string        `xml:"name,attr"`
	Time      string        `xml:"time,attr"`
	Failure   *junitFailure `xml:"failure"`
	Error     *junitFailure `xml:"error"`
	Skipped   *junitSkipped `xml:"skipped"`
}

type junitFailure struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

type junitSkipped struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// Azure DevOps refuses longer names; long texts make GitLab give up on the file.
const (
	longestName = 512
	longestText = 8 << 10
)

func writeJUnit(w io.Writer, r finding.Report, _ Options) error {
	taken := map[string]time.Time{}
	for _, s := range r.Scopes {
		taken[s.Account] = s.TakenAt
	}
	var suites junitSuites
	index := map[string]int{}
	for _, f := range r.Findings {
		if f.Outcome == finding.NotApplicable {
			continue
		}
		service, _, _ := strings.Cut(f.Rule, ".")
		name := "trailproof." + f.Account + "." + service
		i, ok := index[name]
		if !ok {
			i = len(suites.Suites)
			index[name] = i
			suites.Suites = append(suites.Suites, junitSuite{
				Name: oneLine(name), Package: oneLine(name), Time: "0", Hostname: "localhost",
				Timestamp: taken[f.Account].UTC().Format("2006-01-02T15:04:05"),
				Properties: junitProperties{[]junitProperty{
					{"account", oneLine(f.Account)}, {"tool", oneLine(r.Tool.Name + " " + r.Tool.Version)},
				}},
			})
		}
		rule, _ := r.Rule(f.Rule)
		suites.Suites[i].add(f, rule, name)
	}
	slices.SortStableFunc(suites.Suites, func(a, b junitSuite) int { return cmp.Compare(a.Name, b.Name) })
	for i := range suites.Suites {
		suites.Suites[i].ID = i
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(suites); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (s *junitSuite) add(f finding.Finding, rule finding.Rule, suite string) {
	_, name, _ := strings.Cut(f.Rule, ".")
	c := junitCase{Classname: oneLine(suite + "." + name), Name: caseName(f), Time: "0"}
	switch {
	case f.Waiver != nil:
		why := "waived until " + f.Waiver.Expires.UTC().Format(time.DateOnly) + " by " + oneLine(f.Waiver.Owner) + ": " + oneLine(f.Waiver.Reason)
		c.Skipped = &junitSkipped{Message: shorten(why, longestText), Text: details(f, rule)}
		s.Skipped++
	case f.Outcome == finding.Fail:
		c.Failure = &junitFailure{Type: string(f.Severity), Message: shorten(oneLine(f.Message), longestText), Text: details(f, rule)}
		s.Failures++
	case f.Outcome == finding.Unknown:
		c.Error = &junitFailure{Type: "unknown", Message: shorten(oneLine(f.Message), longestText), Text: details(f, rule)}
		s.Errors++
	}
	s.Cases = append(s.Cases, c)
	s.Tests++
}

// caseName is unique in a report and the same from run to run, since GitLab keeps one case of a name and compares by it.
func caseName(f finding.Finding) string {
	name := oneLine(f.Rule + " " + f.Resource)
	if len(name) <= longestName {
		return name
	}
	return shorten(name, longestName-20) + " " + f.Fingerprint()
}

// details are what a person reads who opens the failure.
func details(f finding.Finding, rule finding.Rule) string {
	lines := []string{rule.Title, "severity " + string(f.Severity) + ", resource " + f.Resource, f.Message}
	lines = append(lines, f.Why...)
	if len(f.Missing) > 0 {
		lines = append(lines, "needs "+strings.Join(f.Missing, ", "))
	}
	if rule.Remediation != "" {
		lines = append(lines, strings.Split(strings.TrimSpace(rule.Remediation), "\n")...)
	}
	for i, line := range lines {
		lines[i] = oneLine(line)
	}
	lines = slices.Compact(lines)
	return shorten(strings.Join(lines, "\n"), longestText)
}

// shorten cuts a text to at most limit bytes, at the boundary of a character, and says so.
func shorten(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	const mark = "…"
	cut := limit - len(mark)
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + mark
}
