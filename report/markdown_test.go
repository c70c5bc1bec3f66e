package report

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"trailproof/finding"
)

// inCode is where GitHub looks for no mentions.
var inCode = regexp.MustCompile(`<code>[^<]*</code>`)

// ours are the tags that markdown writes itself.
var ours = regexp.MustCompile(`</?(code|details|summary|br)>`)

// checkMarkdown finds anything in the page that is structure and not ours.
func checkMarkdown(t rapid.TB, r finding.Report, text []byte) {
	t.Helper()
	rules := rulesByID(r.Rules)
	for _, grouping := range Groupings {
		if grouping != ByResource {
			text = render(t, markdown, r, Options{GroupBy: grouping})
		}
		checkPage(t, text)
		for _, f := range r.Findings {
			missed := grouping == ByFramework && !namesControls(rules[f.Rule])
			if rule := mdCode(f.Rule); !missed && !bytes.Contains(text, []byte(rule)) {
				t.Fatalf("by %s: %s is not in the page", grouping, rule)
			}
		}
		for _, line := range stale(r) {
			if item := "\n* " + mdCell(line) + "\n"; !bytes.Contains(text, []byte(item)) {
				t.Fatalf("by %s: %q is not in the page", grouping, item)
			}
		}
		for _, framework := range r.Frameworks {
			for _, c := range framework.Controls {
				if id := mdCode(c.ID); grouping == ByFramework && !bytes.Contains(text, []byte(id)) {
					t.Fatalf("control %s is not in the page", id)
				}
			}
		}
	}
}

func checkPage(t rapid.TB, text []byte) {
	t.Helper()
	lines := strings.Split(string(text), "\n")
	marker := strings.HasPrefix(lines[0], "<!-- trailproof:") && strings.HasSuffix(lines[0], " -->")
	if !marker || strings.Count(lines[0], "-->") != 1 {
		t.Fatalf("the first line is %q", lines[0])
	}
	if !strings.HasPrefix(lines[1], "## trailproof: ") {
		t.Fatalf("the second line is %q", lines[1])
	}
	columns := 0
	for i, line := range lines[1:] {
		rest := ours.ReplaceAllString(line, "")
		for _, bad := range []string{"<", ">", "`", "[", "]", `\`, "://", "~", "$"} {
			if strings.Contains(rest, bad) {
				t.Fatalf("line %d: unescaped %q in %q", i+2, bad, line)
			}
		}
		if outside := inCode.ReplaceAllString(line, ""); strings.ContainsAny(outside, "@") || strings.Contains(outside, "code>") {
			t.Fatalf("line %d: somebody is mentioned, or code is left open: %q", i+2, line)
		}
		n := strings.Count(line, "|")
		switch {
		case n == 0:
			columns = 0
		case columns == 0:
			columns = n
		case n != columns:
			t.Fatalf("line %d has %d bars, the table has %d: %q", i+2, n, columns, line)
		}
	}
	if strings.Count(string(text), "<details>") != strings.Count(string(text), "</details>") {
		t.Fatal("details are left open")
	}
}

// TestMarkdownFits makes the page smaller than its rows: it stays below the limit, shows the worst and counts the rest.
func TestMarkdownFits(t *testing.T) {
	var findings []finding.Finding
	for i := range 300 {
		findings = append(findings,
			testFinding("s3.access_logging", finding.Fail, fmt.Sprintf("arn:aws:s3:::low-%d", i), "off"),
			testFinding("s3.tls_only", finding.Unknown, fmt.Sprintf("arn:aws:s3:::unknown-%d", i), "denied"),
			testFinding("s3.tags", finding.Pass, fmt.Sprintf("arn:aws:s3:::pass-%d", i), "fine"))
	}
	findings = append(findings, testFinding("cloudtrail.some_trail_logs", finding.Fail, account, "no trail is logging"))
	r := finding.NewReport(testTool, []finding.Scope{testScope(account)}, clone(testRules), findings)
	for i := range 300 {
		r.Waivers = append(r.Waivers, finding.WaiverEntry{Place: fmt.Sprintf("w.yaml:%d", i), State: finding.WaiverUnused})
	}
	for _, size := range []int{markdownFrame, markdownFrame + 300, 20_000, 40_000, 60_000, markdownSize} {
		t.Run(strconv.Itoa(size), func(t *testing.T) {
			var b bytes.Buffer
			if err := writeMarkdown(&b, r, Options{}, size); err != nil {
				t.Fatal(err)
			}
			text := b.String()
			if len(text) > size {
				t.Errorf("%d bytes", len(text))
			}
			rows := 0
			for _, start := range []string{"| critical", "| medium", "| low", "| pass", "* <code>", "* w.yaml"} {
				rows += strings.Count(text, "\n"+start)
			}
			for _, more := range regexp.MustCompile(`(?m)^(\d+) more: `).FindAllStringSubmatch(text, -1) {
				n, err := strconv.Atoi(more[1])
				if err != nil {
					t.Fatal(err)
				}
				rows += n
			}
			if want := 901 + 300 + 2; rows != want { // findings, waivers, and remedies for two rules
				t.Errorf("%d rows are shown or counted, not %d", rows, want)
			}
			first, later := strings.Index(text, "| critical |"), strings.Index(text+"| low |", "| low |")
			if size > markdownFrame && (first < 0 || first > later) {
				t.Error("the critical finding does not come first")
			}
			if strings.Count(text, "<details>") != strings.Count(text, "</details>") {
				t.Error("details are left open")
			}
		})
	}
}

// TestMarkdownFrame fills everything but the rows with the worst texts.
func TestMarkdownFrame(t *testing.T) {
	r := hostile()
	r.Scopes[0].Account = strings.Repeat("|", 10_000)
	r.Scopes[0].Partition = strings.Repeat("\x00", 10_000)
	for i := range r.Findings {
		r.Findings[i].Account = r.Scopes[0].Account
	}
	for _, grouping := range Groupings {
		for _, frameworks := range [][]finding.Framework{r.Frameworks, {}} {
			r.Frameworks = frameworks
			var b bytes.Buffer
			if err := writeMarkdown(&b, r, Options{GroupBy: grouping, Least: finding.Critical}, markdownFrame); err != nil {
				t.Fatal(err)
			}
			if b.Len() > markdownFrame {
				t.Errorf("by %s: %d bytes", grouping, b.Len())
			}
		}
	}
}

func TestMarkdownLeast(t *testing.T) {
	text := string(render(t, markdown, outcomes(), Options{Least: finding.High}))
	for _, want := range []string{"| critical |", "| high |", "\n4 below high are not shown.\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	for _, not := range []string{"| medium |", "| low |", "| info |"} {
		if strings.Contains(text, not) {
			t.Errorf("%q is in\n%s", not, text)
		}
	}
}

func TestMarkdownText(t *testing.T) {
	for in, want := range map[string]string{
		"s3.tls_only":           "s3.tls_only",
		"_a_ a_ _":              "&#95;a&#95; a&#95; &#95;",
		"a|b":                   "a&#124;b",
		"<b>&amp;":              "&#60;b&#62;&#38;amp;",
		"`x` *x* [x](y)":        "&#96;x&#96; &#42;x&#42; &#91;x&#93;(y)",
		"a\nb":                  `a&#92;u000ab`,
		"https://x www.x WwW.x": "https&#58;//x www&#46;x WwW&#46;x",
		"@octocat":              "<code>@</code>octocat",
		"arn:aws:s3:::b, 名":     "arn:aws:s3:::b, 名",
		"-->":                   "--&#62;",
		"\x1b[31m":              `&#92;u001b&#91;31m`,
		"~x~ $x$":               "&#126;x&#126; &#36;x&#36;",
	} {
		if got := mdText(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if got := mdCode("a@b<"); got != "<code>a@b&#60;</code>" {
		t.Errorf("code: got %q", got)
	}
}

// TestMarkdownWriteError pins the limit's way out too.
func TestMarkdownWriteError(t *testing.T) {
	if err := writeMarkdown(&full{0}, outcomes(), Options{}, markdownFrame); !errors.Is(err, errFull) {
		t.Errorf("got %v", err)
	}
}
