package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// tree is a folder of rules with tests, all of whose mutants die.
var tree = map[string]string{
	"rego/lib/names.rego":      "package lib.names\n\nlong(name) if count(name) > 3\n",
	"rego/lib/names_test.rego": "package lib.names_test\n\nimport data.lib.names\n\ntest_long if names.long(\"abcd\")\n",
	"rego/rules/s3/named.rego": "package rules.s3.named\n\nimport data.lib.names\n\n" +
		"deny contains input.name if not names.long(input.name)\n",
	"rego/rules/s3/named_test.rego": `package rules.s3.named_test

import data.rules.s3.named

test_denies if named.deny == {"abc"} with input as {"name": "abc"}

test_allows if named.deny == set() with input as {"name": "abcd"}
`,
	reasonsFile: "",
}

// loose are tests that look at no name of three letters.
var loose = map[string]string{"rego/rules/s3/named_test.rego": `package rules.s3.named_test

import data.rules.s3.named

test_denies if named.deny == {"a"} with input as {"name": "a"}

test_allows if named.deny == set() with input as {"name": "abcd"}
`}

func TestRun(t *testing.T) {
	const (
		boundary = "lib.names long: count(name) > 3 -> count(name) >= 3"
		less     = "lib.names long: 3 -> 2"
		dropped  = "rules.s3.named deny: not names.long(input.name) -> (dropped)"
	)
	for name, c := range map[string]struct {
		files map[string]string
		args  []string
		out   string
		// err is empty for none, or holds what the error says, in lines.
		err []string
	}{
		"all die":          {out: "8 mutants: 8 killed, 0 survived; 0 changes are equivalent"},
		"one rule":         {args: []string{"s3.named"}, out: "3 mutants: 3 killed, 0 survived; 0 changes are equivalent"},
		"one library":      {args: []string{"lib.names"}, out: "5 mutants: 5 killed, 0 survived; 0 changes are equivalent"},
		"each third":       {args: []string{"-every", "3"}, out: "2 mutants: 2 killed, 0 survived; 0 changes are equivalent"},
		"no such rule":     {args: []string{"s3.name"}, err: []string{"there is no rule or library s3.name"}},
		"a page of a part": {args: []string{"-o", "x.md", "s3.named"}, err: []string{"-o wants all mutants"}},
		"a page of a few":  {args: []string{"-o", "x.md", "-every", "2"}, err: []string{"-o wants all mutants"}},
		"each zeroth":      {args: []string{"-every", "0"}, err: []string{"-every is at least 1"}},
		"one lives": {
			files: loose,
			out:   "8 mutants: 6 killed, 2 survived; 0 changes are equivalent",
			err: []string{
				"rego/lib/names.rego:3: no test notices\n\t" + boundary, "rego/lib/names.rego:3: no test notices\n\t" + less,
				"lib.names: more than 5 % survive: 5 mutants: 3 killed, 2 survived", "\nmore than 5 % survive: 8 mutants",
			},
		},
		"a reason does not help where too many survive": {
			files: with(loose, reasonsFile, boundary+"\n  survives: so.\n"+less+"\n  survives: so.\n"),
			out:   "8 mutants: 6 killed, 2 survived; 0 changes are equivalent",
			err:   []string{"lib.names: more than 5 % survive"},
		},
		"equivalent ones are no mutants": {
			files: with(loose, reasonsFile, boundary+"\n  equivalent: so.\n"+less+"\n  equivalent: so.\n"),
			out:   "6 mutants: 6 killed, 0 survived; 2 changes are equivalent",
		},
		"a part is not asked how many survive": {
			files: with(loose, reasonsFile, boundary+"\n  survives: so.\n"+less+"\n  survives: so.\n"),
			args:  []string{"-every", "2"},
			out:   "4 mutants: 3 killed, 1 survived; 0 changes are equivalent",
		},
		"a reason for one that dies": {
			files: map[string]string{reasonsFile: dropped + "\n  equivalent: so.\n"},
			out:   "8 mutants: 8 killed",
			err:   []string{"living.txt: data.rules.s3.named_test.test_allows killed\n\t" + dropped},
		},
		"a reason for one that does not compile": {
			files: map[string]string{reasonsFile: "lib.names long: definition 1 -> (dropped)\n  equivalent: so.\n"},
			out:   "8 mutants: 8 killed",
			err:   []string{"living.txt: this does not compile\n\tlib.names long: definition 1 -> (dropped)"},
		},
		"a reason for none": {
			files: map[string]string{reasonsFile: "lib.names short: 1 -> 2\n  equivalent: so.\n"},
			out:   "8 mutants: 8 killed",
			err:   []string{"living.txt: there is no such mutant\n\tlib.names short: 1 -> 2"},
		},
		"a reason for one that is not asked": {
			files: map[string]string{reasonsFile: dropped + "\n  equivalent: so.\n"},
			args:  []string{"lib.names"},
			out:   "5 mutants: 5 killed",
		},
		"a test that fails anyway": {
			files: map[string]string{"rego/lib/names_test.rego": "package lib.names_test\n\ntest_no if false\n"},
			err:   []string{"data.lib.names_test.test_no fails without any change"},
		},
		"a test that does not compile": {
			files: map[string]string{"rego/lib/names_test.rego": "package lib.names_test\n\ntest_no if x\n"},
			err:   []string{"lib/names_test.rego: it does not compile"},
		},
		"no test": {
			files: map[string]string{"rego/lib/alone.rego": "package lib.alone\n\nr := 1\n"},
			err:   []string{"there is no lib/alone_test.rego"},
		},
		"no Rego":         {files: map[string]string{"rego/lib/names.rego": "package\n"}, err: []string{"lib/names.rego:2"}},
		"unclear reasons": {files: map[string]string{reasonsFile: "  so.\n"}, err: []string{"living.txt:1: "}},
		"an error in a test is a death": {
			files: map[string]string{
				"rego/lib/names.rego":      "package lib.names\n\nf(x) := time.parse_rfc3339_ns(x)\n\nr := \"2026-01-01T00:00:00Z\"\n",
				"rego/lib/names_test.rego": "package lib.names_test\n\nimport data.lib.names\n\ntest_no if not names.f(names.r) == 1\n",
				"rego/rules/s3/named.rego": "package rules.s3.named\n\ndeny contains input.name if count(input.name) < 4\n",
			},
			args: []string{"lib.names"},
			out:  "2 mutants: 2 killed, 0 survived; 0 changes are equivalent",
		},
	} {
		t.Run(name, func(t *testing.T) {
			plant(t, c.files)
			var out bytes.Buffer
			err := run(t.Context(), c.args, &out)
			if !strings.Contains(out.String(), c.out) || c.out == "" && out.Len() > 0 {
				t.Errorf("out: %s\nwant %s", out.String(), c.out)
			}
			if err == nil && len(c.err) > 0 {
				t.Fatal("there is no error")
			}
			if err != nil && len(c.err) == 0 {
				t.Fatal(err)
			}
			for _, want := range c.err {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got %v\nwant %s", err, want)
				}
			}
		})
	}
}

func with(files map[string]string, name, text string) map[string]string {
	files = maps.Clone(files)
	files[name] = text
	return files
}

// plant goes to a folder with tree and the files that are given.
func plant(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	all := maps.Clone(tree)
	maps.Copy(all, files)
	for name, text := range all {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPage says what the page tells, of a run that fails too.
func TestPage(t *testing.T) {
	plant(t, map[string]string{
		"rego/rules/s3/named_test.rego": loose["rego/rules/s3/named_test.rego"],
		reasonsFile:                     "lib.names long: 3 -> 2\n  equivalent: names have\n  three letters.\n",
	})
	if err := run(t.Context(), []string{"-o", "page.md"}, &bytes.Buffer{}); err == nil {
		t.Error("there is no error")
	}
	page, err := os.ReadFile("page.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"\n7 mutants: 6 killed, 1 survived; 1 changes are equivalent.\n",
		"\n| lib.names | 4 | 3 | 1 | 1 |\n| s3.named | 3 | 3 | 0 | 0 |\n| all | 7 | 6 | 1 | 1 |\n",
		"\n* rego/lib/names.rego:3, long: `count(name) > 3` to `count(name) >= 3`\n  survives: no reason is given\n",
		"\n* rego/lib/names.rego:3, long: `3` to `2`\n  equivalent: names have three letters.\n",
		"\n* `not` dropped\n",
	} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if !regexp.MustCompile(`\nMeasured on \d{4}-\d\d-\d\d, `).Match(page) {
		t.Error("the page has no date")
	}
}

// TestLiving says that each reason of this repository names a mutant. Whether it lives only a run tells.
func TestLiving(t *testing.T) {
	t.Chdir("../..")
	text, err := os.ReadFile(reasonsFile)
	if err != nil {
		t.Fatal(err)
	}
	reasons, err := parseReasons(text)
	if err != nil {
		t.Fatal(err)
	}
	s, err := load(os.DirFS("rego"))
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range judge(nil, reasons, s.mutants()).faults {
		t.Error(fault)
	}
}
