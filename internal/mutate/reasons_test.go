package main

import (
	"maps"
	"testing"
)

func TestParseReasons(t *testing.T) {
	got, err := parseReasons([]byte(`# Comment.

p r: 1 -> 2
  equivalent: one: and
  two.

p r: 1 -> 0
	survives: three.
`))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]reason{"p r: 1 -> 2": {true, "one: and two."}, "p r: 1 -> 0": {false, "three."}}
	if !maps.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestParseReasonsRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"a reason of nothing":   {"  survives: x.\n", "living.txt:1: a reason without an entry"},
		"an entry without one":  {"a\nb\n  survives: x.\n", "living.txt:2: the entry above has no reason"},
		"an empty reason":       {"a\n  survives: \nb\n  survives: x.\n", "living.txt:2: a reason begins with equivalent: or survives: and tells"},
		"the last without one":  {"a\n  survives: x.\nb\n", "living.txt: the last entry has no reason"},
		"an entry twice":        {"a\n  survives: x.\na\n  survives: x.\n", "living.txt:3: this entry stands twice"},
		"a reason of no kind":   {"a\n  because.\n", "living.txt:2: a reason begins with equivalent: or survives: and tells"},
		"a reason of odd kinds": {"a\n  lives: x.\n", "living.txt:2: a reason begins with equivalent: or survives: and tells"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := parseReasons([]byte(c.text)); err == nil || err.Error() != c.want {
				t.Errorf("got %v", err)
			}
		})
	}
}
