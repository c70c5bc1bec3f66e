package report

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"trailproof/finding"
	"trailproof/internal/golden"
)

var sgr = regexp.MustCompile(`\x1b\[[0-9;]*m`)

var widths = []int{40, 60, 80, 120, 200}

// checkTable looks at the table by each grouping, at every width, with and without colours, as a terminal does.
func checkTable(t rapid.TB, r finding.Report, _ []byte) {
	t.Helper()
	for _, grouping := range Groupings {
		for _, width := range widths {
			checkTableBy(t, r, grouping, width)
		}
	}
}

func checkTableBy(t rapid.TB, r finding.Report, grouping Grouping, width int) {
	t.Helper()
	plain := string(render(t, table, r, Options{Width: width, GroupBy: grouping}))
	colored := string(render(t, table, r, Options{Width: width, GroupBy: grouping, Color: true}))
	if got := sgr.ReplaceAllString(colored, ""); got != plain {
		t.Fatalf("by %s at %d columns colours change the text:\n%s\nnot\n%s", grouping, width, got, plain)
	}
	for _, line := range strings.Split(colored, "\n") {
		if codes := sgr.FindAllString(line, -1); len(codes)%2 != 0 || len(codes) > 0 && codes[len(codes)-1] != "\x1b[0m" {
			t.Fatalf("by %s at %d columns a colour does not end: %q", grouping, width, line)
		}
	}
	for _, line := range strings.Split(plain, "\n") {
		if cellWidth(line) > width || strings.TrimRight(line, " ") != line {
			t.Fatalf("by %s at %d columns a line has %d: %q", grouping, width, cellWidth(line), line)
		}
	}
	all := packed(plain)
	rules := rulesByID(r.Rules)
	for _, f := range r.Findings {
		message := packed(oneLine(f.Message))
		missed := grouping == ByFramework && !namesControls(rules[f.Rule])
		if needsEyes(f) && !missed && len(reasons(f)) < 2 && len(message) < 100 && !strings.Contains(all, message) {
			t.Fatalf("by %s at %d columns %q is not all there:\n%s", grouping, width, f.Message, plain)
		}
	}
	for _, text := range stale(r) {
		if text := packed(oneLine(text)); len(text) < 200 && !strings.Contains(all, text) {
			t.Fatalf("by %s at %d columns %q is not all there:\n%s", grouping, width, text, plain)
		}
	}
	for _, framework := range r.Frameworks {
		for _, c := range framework.Controls {
			id := packed(oneLine(c.ID))
			if grouping == ByFramework && len(id) < 100 && !strings.Contains(all, id) {
				t.Fatalf("at %d columns control %q is not there:\n%s", width, c.ID, plain)
			}
		}
	}
}

func namesControls(rule finding.Rule) bool {
	for _, controls := range rule.Controls {
		if len(controls) > 0 {
			return true
		}
	}
	return false
}

// packed leaves out where lines and columns are broken.
func packed(s string) string { return strings.Join(strings.Fields(s), "") }

// TestTableWidths pins how it looks.
func TestTableWidths(t *testing.T) {
	for _, name := range []string{"outcomes", "accounts", "hostile"} {
		for _, width := range widths[1:] {
			text := render(t, table, reports()[name], Options{Width: width})
			golden.Equal(t, filepath.Join("testdata", fmt.Sprintf("%s-%d.txt", name, width)), text)
		}
	}
	golden.Equal(t, "testdata/outcomes-color.txt", render(t, table, outcomes(), Options{Width: 80, Color: true}))
}

// TestTableOrder pins that the worst resource comes first, and the worst finding of each.
func TestTableOrder(t *testing.T) {
	text := string(render(t, table, outcomes(), Options{}))
	at := -1
	for _, next := range []string{
		"\naccount 111122223333\n", " critical ", "\n" + key + "\n", " high ", "\n" + trail + "\n", " medium ",
		"\n" + bucket + "\n", " low ", " info ", "UNKNOWN", "\narn:aws:kms:us-east-1:111122223333:key/other\n", "UNKNOWN",
		"\n6 rules, 1 account: 5 failed (1 critical, 1 high, 1 medium, 1 low, 1 info), 2 unknown, 1 passed, 1 not applicable\n",
	} {
		i := strings.Index(text[at+1:], next)
		if i < 0 {
			t.Fatalf("%q does not come behind byte %d of\n%s", next, at, text)
		}
		at += 1 + i
	}
}

// TestTableMissing pins that the actions that an unknown is missing are there at any width, and not twice where the message
// names all of them.
func TestTableMissing(t *testing.T) {
	r := outcomes()
	for _, width := range widths {
		text := packed(string(render(t, table, r, Options{Width: width})))
		if want := "needed:s3:GetBucketPolicy,s3:GetBucketPolicyStatus"; !strings.Contains(text, want) {
			t.Errorf("%s is not shown at %d columns:\n%s", want, width, text)
		}
	}
	for i := range r.Findings {
		r.Findings[i].Missing = slices.DeleteFunc(r.Findings[i].Missing, func(action string) bool {
			return action != "s3:GetBucketPolicy"
		})
	}
	text := string(render(t, table, r, Options{}))
	if strings.Contains(text, "needed") || !strings.Contains(text, "s3:GetBucketPolicy was denied") {
		t.Errorf("the action is not named once:\n%s", text)
	}
}

// TestTableAccounts pins that each resource names its account where there are several.
func TestTableAccounts(t *testing.T) {
	text := string(render(t, table, accounts(), Options{}))
	for _, want := range []string{
		"\naccount 111122223333 " + bucket + "\n", "\naccount 444455556666 " + bucket + "\n", "\naccount 444455556666\n",
	} {
		if strings.Count(text, want) != 1 {
			t.Errorf("%q is not once in\n%s", want, text)
		}
	}
}

// TestTableManyAccounts pins that thousands of accounts do not fill the screen before the first finding.
func TestTableManyAccounts(t *testing.T) {
	r := accounts()
	for i := range 1000 {
		r.Scopes = append(r.Scopes, testScope(fmt.Sprintf("%012d", i)))
	}
	text := string(render(t, table, r, Options{}))
	if want := "1002 accounts, seen between 2025-03-15 12:00 UTC and 2025-03-15 13:30 UTC\n\n"; !strings.HasPrefix(text, want) {
		t.Errorf("it starts with %.200s", text)
	}
}

func TestTableLeast(t *testing.T) {
	text := string(render(t, table, outcomes(), Options{Least: finding.Critical}))
	for _, want := range []string{"critical", "6 below critical are not shown.", "5 failed (1 critical, 1 high"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if strings.Contains(text, "s3.tags") {
		t.Errorf("info is shown:\n%s", text)
	}
}

// TestTableSilent says that rules which judged nothing do not count, and that nobody takes their silence for a pass.
func TestTableSilent(t *testing.T) {
	r := outcomes()
	judged := len(r.Rules)
	for i, want := range []string{
		"1 more rule needs opt-in evidence: --with macie",
		"2 more rules need opt-in evidence: --with macie, objects",
	} {
		silent := testRule(fmt.Sprint("x.silent_", i), "t", finding.Low)
		silent.With = [][]string{{"macie"}, {"macie", "objects"}}[i]
		r.Rules = append(r.Rules, silent)
		text := string(render(t, table, r, Options{Width: 120}))
		if !strings.Contains(text, "\n"+want+"\n"+fmt.Sprint(judged, " rules, ")) {
			t.Errorf("got\n%s\nwant %s", text, want)
		}
	}
}

func TestWrap(t *testing.T) {
	for name, c := range map[string]struct {
		in    string
		width int
		want  []string
	}{
		"empty":     {"", 10, []string{""}},
		"words":     {"one two three", 8, []string{"one two", "three"}},
		"exact":     {"one two", 7, []string{"one two"}},
		"long word": {"a bcdefghij k", 4, []string{"a", "bcde", "fghi", "j k"}},
		"wide":      {"名前名前", 5, []string{"名前", "名前"}},
		"too wide":  {"名", 1, []string{"名"}},
		"too long":  {strings.Repeat("abcd ", 20), 4, []string{"abcd", "abcd", "abcd", "... (68 more)"}},
		"colour":    {"\x1b[31mred\x1b[0m two", 3, []string{"\x1b[31mred\x1b[0m", "two"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := wrap(c.in, c.width, 4); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
