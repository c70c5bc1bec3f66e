package policy

import (
	"regexp"
	"slices"
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

// TestOverlap tries all short patterns of a small alphabet against all texts that could tell them apart.
func TestOverlap(t *testing.T) {
	patterns, texts := words("ab*?", 3), words("ab", 6)
	for _, a := range patterns {
		for _, b := range patterns {
			want := slices.ContainsFunc(texts, func(text string) bool { return Match(a, text) && Match(b, text) })
			if got := Overlap(a, b); got != want {
				t.Errorf("%q and %q overlap: %v", a, b, got)
			}
		}
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"arn:aws:s3:::b/AWSLogs/1/CloudTrail/eu-west-1/*", "arn:aws:s3:::b/AWSLogs/*", true},
		{"arn:aws:s3:::*/2024/*.gz", "arn:aws:s3:::b/AWSLogs/*", true},
		{"arn:aws:s3:::b/other/*", "arn:aws:s3:::b/AWSLogs/*", false},
		{"é?", "?é", true},
	} {
		if Overlap(c.a, c.b) != c.want || Overlap(c.b, c.a) != c.want {
			t.Errorf("%q and %q overlap: not %v", c.a, c.b, c.want)
		}
	}
}

// words are all texts of these letters up to a length.
func words(letters string, length int) []string {
	all := []string{""}
	for from := 0; length > 0; length-- {
		end := len(all)
		for _, w := range all[from:end] {
			for _, r := range letters {
				all = append(all, w+string(r))
			}
		}
		from = end
	}
	return all
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
