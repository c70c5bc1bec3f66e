package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"trailproof/finding"
)

// element is any XML element.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []element  `xml:",any"`
	Text     string     `xml:",chardata"`
}

func (e element) attrs() string {
	names := make([]string, len(e.Attrs))
	for i, a := range e.Attrs {
		names[i] = a.Name.Local
	}
	return strings.Join(names, " ")
}

func (e element) attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// checkJUnit demands what the schemas of Ant (windyroad JUnit.xsd) and of Jenkins xUnit (junit-10.xsd) demand both, and what
// consumers do with the rest. Where Ant's has a token, which a reader collapses, the text has to be collapsed already.
func checkJUnit(t rapid.TB, r finding.Report, text []byte) {
	t.Helper()
	if !bytes.HasPrefix(text, []byte(xml.Header)) {
		t.Fatalf("starts with %.60q", text)
	}
	var root element
	d := xml.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(&root); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Token(); err != nil && !errors.Is(err, io.EOF) {
		t.Fatalf("behind the root: %v", err)
	}
	if root.XMLName.Local != "testsuites" || len(root.Attrs) > 0 {
		t.Fatalf("the root is %v with attributes %s", root.XMLName, root.attrs())
	}
	count := map[string]int{}
	cases := map[string]bool{}
	for i, suite := range root.Children {
		checkSuite(t, i, suite, count, cases)
	}
	want := map[string]int{}
	for _, f := range r.Findings {
		switch {
		case f.Outcome == finding.NotApplicable:
		case f.Waiver != nil:
			want["skipped"]++
		case f.Outcome == finding.Fail:
			want["failure"]++
		case f.Outcome == finding.Unknown:
			want["error"]++
		default:
			want["passed"]++
		}
	}
	for _, kind := range []string{"skipped", "failure", "error", "passed"} {
		if count[kind] != want[kind] {
			t.Fatalf("%d cases are %s, not %d", count[kind], kind, want[kind])
		}
	}
}

var (
	junitTimestamp = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$`)
	junitSuiteTime = regexp.MustCompile(`^(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?$`) // junit-10.xsd's SUREFIRE_TIME
)

func isToken(s string) bool { return s != "" && s == strings.Join(strings.Fields(s), " ") }

func checkSuite(t rapid.TB, i int, suite element, count map[string]int, cases map[string]bool) {
	t.Helper()
	const attrs = "name package id hostname timestamp tests failures errors skipped time"
	if suite.XMLName.Local != "testsuite" || suite.attrs() != attrs {
		t.Fatalf("suite %d is %v with attributes %s", i, suite.XMLName, suite.attrs())
	}
	if !isToken(suite.attr("name")) || !isToken(suite.attr("package")) || suite.attr("id") != strconv.Itoa(i) {
		t.Fatalf("suite %d: name %q, package %q, id %s", i, suite.attr("name"), suite.attr("package"), suite.attr("id"))
	}
	host, timestamp, time := suite.attr("hostname"), suite.attr("timestamp"), suite.attr("time")
	if !isToken(host) || !junitTimestamp.MatchString(timestamp) || !junitSuiteTime.MatchString(time) {
		t.Fatalf("suite %d: hostname %q, timestamp %q, time %q", i, host, timestamp, time)
	}
	last := len(suite.Children) - 1
	if last < 3 || suite.Children[0].XMLName.Local != "properties" || suite.Children[last-1].XMLName.Local != "system-out" ||
		suite.Children[last].XMLName.Local != "system-err" {
		t.Fatalf("suite %d does not have properties, cases, system-out and system-err in this order", i)
	}
	for _, p := range suite.Children[0].Children {
		if p.XMLName.Local != "property" || p.attrs() != "name value" || !isToken(p.attr("name")) {
			t.Fatalf("suite %d: property %+v", i, p)
		}
	}
	here := map[string]int{}
	for _, c := range suite.Children[1 : last-1] {
		kind := checkCase(t, c)
		here[kind]++
		count[kind]++
		id := c.attr("classname") + "\n" + c.attr("name")
		if cases[id] {
			t.Fatalf("two cases %q: GitLab would drop one", id)
		}
		cases[id] = true
		if !strings.HasPrefix(packed(c.attr("classname")), packed(suite.attr("name"))+".") {
			t.Fatalf("case %q stands in suite %q", c.attr("classname"), suite.attr("name"))
		}
	}
	for attr, n := range map[string]int{
		"tests": last - 2, "failures": here["failure"], "errors": here["error"], "skipped": here["skipped"],
	} {
		if suite.attr(attr) != strconv.Itoa(n) {
			t.Fatalf("suite %d: %s is %s, not %d", i, attr, suite.attr(attr), n)
		}
	}
}

// checkCase returns how the case came out.
func checkCase(t rapid.TB, c element) string {
	t.Helper()
	if c.XMLName.Local != "testcase" || c.attrs() != "classname name time" || c.attr("time") != "0" {
		t.Fatalf("case %v with attributes %s", c.XMLName, c.attrs())
	}
	if !isToken(c.attr("classname")) || !isToken(c.attr("name")) || len(c.attr("name")) > 512 {
		t.Fatalf("case %q %q", c.attr("classname"), c.attr("name"))
	}
	if len(c.Children) == 0 {
		return "passed"
	}
	e := c.Children[0]
	kind := e.XMLName.Local
	attrs := map[string]string{"failure": "type message", "error": "type message", "skipped": "message"}
	if len(c.Children) != 1 || !slices.Contains([]string{"failure", "error", "skipped"}, kind) || e.attrs() != attrs[kind] {
		t.Fatalf("case %q holds %d elements, first %s with attributes %s", c.attr("name"), len(c.Children), kind, e.attrs())
	}
	if strings.TrimSpace(e.Text) == "" || kind != "skipped" && e.attr("type") == "" {
		t.Fatalf("case %q: %s without text or type", c.attr("name"), kind)
	}
	if len(e.Text) > 8192 || len(e.attr("message")) > 8192 {
		t.Fatalf("case %q: a text of %d bytes and a message of %d", c.attr("name"), len(e.Text), len(e.attr("message")))
	}
	return kind
}

// TestJUnitTree pins the names: Jenkins makes a tree of them, GitLab compares them from run to run.
func TestJUnitTree(t *testing.T) {
	text := string(render(t, junit, accounts(), Options{}))
	for _, want := range []string{
		`<testsuite name="trailproof.111122223333.s3" package="trailproof.111122223333" id="1" hostname="111122223333" `,
		` timestamp="2025-03-15T12:00:00" tests="1" failures="1" errors="0" skipped="0" time="0">`,
		`<testcase classname="trailproof.111122223333.s3.tls_only" name="s3.tls_only arn:aws:s3:::audit-logs" time="0">`,
		`<testcase classname="trailproof.444455556666.cloudtrail.some_trail_logs" ` +
			`name="cloudtrail.some_trail_logs 444455556666" time="0">`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
}

// TestJUnitSameName pins that two resources whose names come out the same are two cases.
func TestJUnitSameName(t *testing.T) {
	one, two := testFinding("s3.tls_only", finding.Fail, "a b", "x"), testFinding("s3.tls_only", finding.Fail, "a  b", "x")
	r := finding.NewReport(testTool, []finding.Scope{testScope(account)}, clone(testRules), []finding.Finding{one, two})
	text := render(t, junit, r, Options{})
	checkJUnit(t, r, text)
	for _, f := range r.Findings {
		if !bytes.Contains(text, []byte("a b "+f.Fingerprint())) {
			t.Errorf("no case of %q", f.Resource)
		}
	}
}
