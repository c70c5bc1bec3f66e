package main

import (
	"strings"
	"testing"
)

func TestMarkdownText(t *testing.T) {
	for in, want := range map[string]string{
		"plain, 2.1.2 and s3.tls_only": "plain, 2.1.2 and s3.tls_only",
		"s3:* on `x` | <b> & [y](z)":   "s3:\\* on \\`x\\` \\| \\<b\\> \\& \\[y\\](z)",
		"_a_ a_ _":                     `\_a\_ a\_ \_`,
		"# no heading":                 `\# no heading`,
		"1. no list":                   `1\. no list`,
		"12) no list":                  `12\) no list`,
		"- no list":                    `\- no list`,
		"+ no list":                    `\+ no list`,
		"---":                          `\---`,
		"===":                          `\===`,
		"-1 is a number":               "-1 is a number",
		"two\n  lines":                 "two lines",
		`back\slash ~~x~~ $x$ ![y](z)`: `back\\slash \~\~x\~\~ \$x\$ \!\[y\](z)`,
		"  blanks around\t":            "blanks around",
		"名前":                           "名前",
	} {
		if got := mdText(in); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
}

func TestMarkdownCode(t *testing.T) {
	for in, want := range map[string]string{
		"a|b_*":   "`a\\|b_*`",
		"`a` b":   "`` `a` b ``",
		"a``b":    "```a``b```",
		"two\nl.": "`two l.`",
	} {
		if got := mdCode(in); got != want {
			t.Errorf("%q: got %s, want %s", in, got, want)
		}
	}
	if got := mdBlock("sh", "echo '```'\n\n"); got != "````sh\necho '```'\n````\n" {
		t.Errorf("got %s", got)
	}
}

func TestMarkdownLink(t *testing.T) {
	for to, want := range map[string]string{
		"":                  "x",
		"a/b.md#c":          "[x](a/b.md#c)",
		"https://x/(a b)\\": "[x](https://x/%28a%20b%29%5C)",
		"<x>":               "[x](%3Cx%3E)",
	} {
		if got := mdLink("x", to); got != want {
			t.Errorf("%s: got %s, want %s", to, got, want)
		}
	}
}

func TestMarkdownParagraphs(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"text":      {"one\ntwo", "one two\n\n"},
		"two":       {"one\n\ntwo", "one\n\ntwo\n\n"},
		"commands":  {"Do:\naws s3 ls\naws s3 rm\nThen wait.", "Do:\n\n```sh\naws s3 ls\naws s3 rm\n```\n\nThen wait.\n\n"},
		"continued": {"aws s3 ls \\\n  --x '{\"a\": 1}'\nDone.", "```sh\naws s3 ls \\\n  --x '{\"a\": 1}'\n```\n\nDone.\n\n"},
		"quoted":    {"aws s3 ls --x '[1,\n 2]'\nDone.", "```sh\naws s3 ls --x '[1,\n 2]'\n```\n\nDone.\n\n"},
		"in text":   {"Call\nAWS, and run aws s3 ls.", "Call AWS, and run aws s3 ls.\n\n"},
		"empty":     {" \n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := mdParagraphs(c.in); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestMarkdownTable(t *testing.T) {
	want := "| A | B |\n| --- | --- |\n| 1 | 2 |\n"
	if got := mdTable([]string{"A", "B"}, [][]string{{"1", "2"}}); got != want {
		t.Errorf("got %s", got)
	}
	if got := mdTable([]string{"A"}, [][]string{{mdCode("x|y")}, {mdText("x|y")}}); strings.Count(strings.ReplaceAll(got, `\|`, ""), "|") != 8 {
		t.Errorf("a cell ends early:\n%s", got)
	}
}
