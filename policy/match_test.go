package policy

import (
	"regexp"
	"strings"
	"testing"
)

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"*", "", true},
		{"*", "anything:at/all", true},
		{"", "", true},
		{"", "x", false},
		{"s3:Get*", "s3:GetObject", true},
		{"s3:Get*", "s3:PutObject", false},
		{"s3:get*", "s3:GetObject", false},
		{"?", "x", true},
		{"?", "", false},
		{"?", "é", true},
		{"??", "é", false},
		{"a*b*c", "aXbYbZc", true},
		{"a*b*c", "aXbYbZ", false},
		{"*/AWSLogs/*", "arn:aws:s3:::b/AWSLogs/1/x", true},
		{"arn:aws:s3:::b/*", "arn:aws:s3:::b", false},
		{"a**", "a", true},
		{"[a]", "a", false},
		{"[a]", "[a]", true},
		{"*é", "xé", true},
	} {
		if got := Match(c.pattern, c.text); got != c.want {
			t.Errorf("%q matches %q: %v", c.pattern, c.text, got)
		}
	}
	if !MatchAction("S3:getOBJECT*", "s3:GetObjectAcl") || MatchAction("s3:Put*", "s3:GetObject") {
		t.Error("actions are compared without case, and compared")
	}
}

// FuzzMatch holds Match against a regular expression.
func FuzzMatch(f *testing.F) {
	f.Add("a*b?c", "aXXbYc")
	f.Add("*?*", "é")
	f.Fuzz(func(t *testing.T, pattern, text string) {
		pattern, text = strings.ToValidUTF8(pattern, ""), strings.ToValidUTF8(text, "")
		expr := strings.NewReplacer(`\*`, `.*`, `\?`, `.`).Replace(regexp.QuoteMeta(pattern))
		if want := regexp.MustCompile(`(?s)^(?:` + expr + `)$`).MatchString(text); Match(pattern, text) != want {
			t.Fatalf("%q matches %q: not %v", pattern, text, want)
		}
	})
}
