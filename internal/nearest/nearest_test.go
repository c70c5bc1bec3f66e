package nearest

import "testing"

func TestHint(t *testing.T) {
	known := []string{"json", "sarif", "s3.tls_only"}
	for word, want := range map[string]string{
		"jsn":    " (did you mean json?)",
		"JSON":   " (did you mean json?)",
		"serif":  " (did you mean sarif?)",
		"s3.tls": " (did you mean s3.tls_only?)",
		"xyz":    " (one of json, sarif, s3.tls_only)",
		"":       " (one of json, sarif, s3.tls_only)",
	} {
		if got := Hint(word, known); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
	if got := Hint("xyz", make([]string, 13)); got != "" {
		t.Errorf("a long list is not told: %q", got)
	}
}
