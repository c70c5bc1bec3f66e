package access

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestClasses makes random patterns and holds their classes against random texts: how a text matches, one of the classes does,
// no two of them do alike, and each lies in the scope.
func TestClasses(t *testing.T) {
	g := newGenerator(9)
	text := func(letters string, n int) string {
		var b strings.Builder
		runes := []rune(letters)
		for range n {
			b.WriteRune(runes[g.IntN(len(runes))])
		}
		return b.String()
	}
	for range 300 {
		var patterns []string
		var shapes []shape
		for range 1 + g.IntN(4) {
			p := newPattern(text("ab*?é:", 1+g.IntN(6)), true, false).text
			patterns, shapes = append(patterns, p), append(shapes, compiled(p, ""))
		}
		scope := newPattern(pick(g, "*", "a*", "*b", "?*"), true, false).text
		signature := func(s string) string {
			var b strings.Builder
			for _, p := range patterns {
				fmt.Fprint(&b, glob(p, s), " ")
			}
			return b.String()
		}
		found, ok := classes(&budget{left: work}, compiled(scope, ""), shapes)
		if !ok {
			t.Fatalf("%q: too many", patterns)
		}
		var seen []string
		for _, s := range found {
			if !glob(scope, s) || slices.Contains(seen, signature(s)) {
				t.Fatalf("%q in %q has the class %q twice, or not at all", patterns, scope, s)
			}
			seen = append(seen, signature(s))
		}
		for range 200 {
			if s := text("abé:x", g.IntN(8)); glob(scope, s) && !slices.Contains(seen, signature(s)) {
				t.Fatalf("%q in %q: %q is of no class of %q", patterns, scope, s, found)
			}
		}
	}
}

// TestClassesAreShort wants the shortest text of each class, and an empty one only if it is the only one.
func TestClassesAreShort(t *testing.T) {
	found, ok := classes(&budget{left: work}, shape{anything}, []shape{compiled(newPattern("ab*", true, false).text, ""), literal("abc"), literal("")})
	want := []string{"a", "ab", "abc", ""}
	if !ok || !slices.Equal(found, want) {
		t.Errorf("%q, want %q", found, want)
	}
	if found, ok := classes(&budget{left: 10}, shape{anything}, []shape{literal("a long text")}); ok {
		t.Errorf("without the work for it: %q", found)
	}
}
