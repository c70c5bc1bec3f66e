// Package nearest helps with a name that does not exist: it finds the known one that was probably meant.
package nearest

import (
	"strings"

	"github.com/agnivade/levenshtein"
)

// Hint returns " (did you mean X?)" for the known word nearest to word, or " (one of …)" where none is near and the
// list is short; "" otherwise. For messages about a name that does not exist.
func Hint(word string, known []string) string {
	best, distance := "", len(word)/2+1
	for _, k := range known {
		if d := levenshtein.ComputeDistance(strings.ToLower(word), strings.ToLower(k)); d < distance {
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
