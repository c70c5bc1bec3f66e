package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"trailproof/finding"
)

// junit is JUnit XML for Jenkins, GitLab, Azure DevOps, CircleCI and dorny/test-reporter. There is no standard; this is what
// both schemas in use accept, Ant's (Azure DevOps) and junit-10 (Jenkins xUnit): no attributes on testsuites, none but
// classname, name and time on testcase, id, package, hostname and a timestamp without zone on testsuite, and properties,
// system-out and system-err present and in their places.
//
//   - Jenkins splits classname at the last dot into package and class, so that the tree is account and service, rule,
//     resource.
//   - GitLab knows a case by classname and name, keeps the first of two that have the same, and compares them from run to
//     run: both are made of ids alone. It shows the text of the element, where Jenkins and Azure show the message.
//   - Azure cuts names at 512 characters, and shows hostname as the agent: the account.
//   - What is unknown is an error: every consumer counts it as failed, which is what a gate must do, and tells it from a
//     failure.
//   - What is waived is skipped. What does not apply is left out: no one would look at it, and GitLab reads 30 MB at most.
//   - XML 1.0 has no way to write most control characters, not even escaped.
//   - Jenkins fails a build whose files hold no case; a report without findings has none.
var junit = Format{Name: "junit", Extension: "xml", Write: writeJUnit}

const (
	junitText    = 8192
	junitMessage = 1000
	junitName    = 512 - 20 // with room for a fingerprint
)

type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string          `xml:"name,attr"`
	Package    string          `xml:"package,attr"`
	ID         int             `xml:"id,attr"`
	Hostname   string          `xml:"hostname,attr"`
	Timestamp  string          `xml:"timestamp,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Time       string          `xml:"time,attr"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
	Out        string          `xml:"system-out"`
	Err        string          `xml:"system-err"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Time    string        `xml:"time,attr"`
	Failure *junitProblem `xml:"failure"`
	Error   *junitProblem `xml:"error"`
	Skipped *junitSkipped `xml:"skipped"`
}

type junitProblem struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",cdata"`
}

type junitSkipped struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",cdata"`
}

func writeJUnit(w io.Writer, r finding.Report, _ Options) error {
	all := junitSuites{Suites: []junitSuite{}}
	taken := map[string]time.Time{}
	for _, s := range r.Scopes {
		taken[s.Account] = s.TakenAt
	}
	rules := rulesByID(r.Rules)
	findings := slices.DeleteFunc(slices.Clone(r.Findings), func(f finding.Finding) bool {
		return f.Outcome == finding.NotApplicable
	})
	slices.SortStableFunc(findings, func(a, b finding.Finding) int {
		return strings.Compare(junitSuiteName(a), junitSuiteName(b))
	})
	names := map[string]int{}
	for _, f := range findings {
		names[junitClass(f)+" "+junitCaseName(f)]++
	}
	for _, f := range findings {
		name := junitSuiteName(f)
		if n := len(all.Suites); n == 0 || all.Suites[n-1].Name != name {
			all.Suites = append(all.Suites, junitSuite{
				Name: name, Package: xmlName("trailproof." + f.Account), ID: n, Hostname: xmlName(f.Account),
				Timestamp: taken[f.Account].UTC().Format("2006-01-02T15:04:05"), Time: "0",
				Properties: []junitProperty{{"trailproof.version", oneLine(r.Tool.Version)}},
			})
		}
		c := junitCase{Class: junitClass(f), Name: junitCaseName(f), Time: "0"}
		if names[c.Class+" "+c.Name] > 1 {
			c.Name += " " + f.Fingerprint()
		}
		all.Suites[len(all.Suites)-1].add(c, f, rules[f.Rule])
	}
	text, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, xml.Header+string(text)+"\n")
	return err
}

func (s *junitSuite) add(c junitCase, f finding.Finding, rule finding.Rule) {
	message := cut(oneLine(f.Message), junitMessage)
	switch {
	case f.Waiver != nil:
		why := oneLine(words(f.Outcome) + ", waived " + waiver(*f.Waiver))
		c.Skipped = &junitSkipped{cut(why, junitMessage), cut(why+"\n\n"+junitDetails(f, rule), junitText)}
		s.Skipped++
	case f.Outcome == finding.Fail:
		c.Failure = &junitProblem{Type: string(f.Severity), Message: message, Text: junitDetails(f, rule)}
		s.Failures++
	case f.Outcome == finding.Unknown:
		c.Error = &junitProblem{Type: "unknown", Message: message, Text: junitDetails(f, rule)}
		s.Errors++
	}
	s.Tests++
	s.Cases = append(s.Cases, c)
}

// junitDetails is everything that helps, the most important first.
func junitDetails(f finding.Finding, rule finding.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nresource: %s\n", oneLine(f.Message), oneLine(subject(f)))
	fmt.Fprintf(&b, "rule: %s (%s)\n", oneLine(rule.Title), f.Severity)
	if len(f.Missing) > 0 {
		fmt.Fprintf(&b, "needed: %s\n", oneLine(strings.Join(f.Missing, ", ")))
	}
	for _, why := range reasons(f) {
		fmt.Fprintf(&b, "- %s\n", oneLine(why))
	}
	if f.Outcome == finding.Fail {
		fmt.Fprintf(&b, "\n%s\n", strings.TrimSpace(manyLines(rule.Remediation)))
	}
	if list := controls(rule); list != "" {
		fmt.Fprintf(&b, "\ncontrols: %s\n", oneLine(list))
	}
	for _, ref := range rule.References {
		fmt.Fprintf(&b, "%s\n", oneLine(ref))
	}
	return cut(b.String(), junitText)
}

func junitSuiteName(f finding.Finding) string {
	service, _, _ := strings.Cut(f.Rule, ".")
	return xmlName("trailproof." + f.Account + "." + service)
}

func junitClass(f finding.Finding) string { return xmlName("trailproof." + f.Account + "." + f.Rule) }

// junitCaseName is a name for each rule and resource; one that has to be cut carries the finding's fingerprint.
func junitCaseName(f finding.Finding) string {
	name := xmlName(f.Rule + " " + f.Resource)
	if len(name) > junitName {
		return cut(name, junitName) + " " + f.Fingerprint()
	}
	return name
}

// xmlName is an attribute that schema readers, who collapse white space in names, leave as it is.
func xmlName(s string) string { return inline(oneLine(s)) }
