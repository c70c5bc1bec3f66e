// Package nearest helps with a name that does not exist: it finds the known one that was probably meant.
package nearest

import (
	"strings"

	"github.com/agnivade/levenshtein"
)

// Hint returns " (did you mean X?)" for the known word nearest to word, or " (one of …)" where none is near and the
// list is short; "" otherwise. For messages about a name that does not exist.
func Hint(word string, known []string) string {
	word = strings.ToLower(word)
	best, distance := "", len(word)/2+1
	for _, k := range known {
		d := levenshtein.ComputeDistance(word, strings.ToLower(k))
		if len(word) >= 3 && strings.Contains(strings.ToLower(k), word) {
			d = 1 // a part of the name, as far as somebody remembered it
		}
		if d < distance || d == distance && best != "" && len(k) < len(best) {
			best, distance = k, d
		}
	}
	if best != "" {
		return " (did you mean " + best + "?)"
	}
	if len(known) > 0 && len(known) <= 12 {
		return " (one of " + strings.Join(known, ", ") + ")"
	}
	return ""
}
