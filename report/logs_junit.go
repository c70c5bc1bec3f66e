package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"trailproof/logs"
)

// logJUnit is JUnit XML for the same readers as of junit.go. A suite is an account in a Region, a case a kind of finding: the names
// are the same in each run, however many files there are, so that GitLab can compare them. What was tampered with or is exposed is
// a failure, what is unknown an error; what is noted passes.
var logJUnit = LogFormat{Name: "junit", Extension: "xml", Write: writeLogJUnit}

func writeLogJUnit(w io.Writer, r LogReport) error {
	all := junitSuites{Suites: []junitSuite{}}
	for i := range r.Regions {
		region := &r.Regions[i]
		name := xmlName("trailproof.logs." + region.Account + "." + region.Region)
		if region.Organization != "" {
			name = xmlName("trailproof.logs." + region.Organization + "." + region.Account + "." + region.Region)
		}
		s := newLogSuite(r, name, region.Account, len(all.Suites))
		found := map[logs.Kind][]logs.Finding{}
		for _, f := range region.Findings {
			if logEyes(f) {
				found[f.Kind] = append(found[f.Kind], f)
			}
		}
		for _, k := range logs.Kinds {
			s.addLog(junitCase{Class: name + "." + string(k), Name: logRule(k), Time: "0"}, region.Where(), found[k], logKinds[k])
		}
		s.Out = fmt.Sprintf("%d digests: %s\n%d log files: %s\n", logTotal(region.Digests), logCounts(region.Digests),
			logTotal(region.Logs), logCounts(region.Logs))
		if region.Omitted > 0 {
			s.Out += fmt.Sprintf("%d findings are left out\n", region.Omitted)
		}
		all.Suites = append(all.Suites, s)
	}
	if len(all.Suites) == 0 {
		s := newLogSuite(r, "trailproof.logs", "-", 0)
		nothing := logs.Finding{Verdict: logs.Unknown, Kind: logs.NoDigests, Detail: "there are no digests, and no log files"}
		s.addLog(junitCase{Class: s.Name + "." + string(nothing.Kind), Name: logRule(nothing.Kind), Time: "0"}, logs.Where{}, []logs.Finding{nothing}, logKinds[nothing.Kind])
		all.Suites = append(all.Suites, s)
	}
	text, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, xml.Header+string(text)+"\n")
	return err
}

func newLogSuite(r LogReport, name, account string, id int) junitSuite {
	return junitSuite{
		Name: name, Package: "trailproof.logs", ID: id, Hostname: xmlName(account), Timestamp: logUntil(r).Format("2006-01-02T15:04:05"),
		Time: "0", Properties: []junitProperty{{"trailproof.version", oneLine(r.Tool.Version)}},
	}
}

// logUntil is the end of what was asked for, or else of what there is, or the beginning of time.
func logUntil(r LogReport) time.Time {
	until := time.Unix(0, 0)
	if r.End != nil {
		return r.End.UTC()
	}
	for _, region := range r.Regions {
		for _, t := range region.Trails {
			if t.To != nil && t.To.After(until) {
				until = *t.To
			}
		}
	}
	return until.UTC()
}

// addLog adds a case with what was found of its kind, the worst first.
func (s *junitSuite) addLog(c junitCase, w logs.Where, found []logs.Finding, about logKind) {
	s.Tests++
	if len(found) > 0 {
		worst := found[0].Verdict
		message := logSubject(w, found[0]) + ": " + found[0].Detail
		if len(found) > 1 {
			message = fmt.Sprintf("%d findings, the first of %s", len(found), message)
		}
		var text strings.Builder
		fmt.Fprintf(&text, "%s\n%s\n\n", about.meaning, about.advice)
		for _, f := range found {
			if text.Len() > junitText {
				break
			}
			fmt.Fprintf(&text, "%s: %s: %s\n", f.Verdict, oneLine(logSubject(w, f)), oneLine(f.Detail))
		}
		p := &junitProblem{Type: string(worst), Message: cut(oneLine(message), junitMessage), Text: cut(text.String(), junitText)}
		if worst == logs.Unknown {
			c.Error = p
			s.Errors++
		} else {
			c.Failure = p
			s.Failures++
		}
	}
	s.Cases = append(s.Cases, c)
}
