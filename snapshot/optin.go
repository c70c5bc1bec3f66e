package snapshot

import (
	"slices"
	"strings"
)

// OptIns are the names of opt-in evidence, sorted: what takes many calls or costs money, and is looked at only where somebody
// asks for it by name. A with tag on a field or map says that it and all below it is such evidence.
var OptIns = []string{"access_points", "event_history", "log_files", "macie", "objects"}

// OptIn returns the opt-in evidence that a path belongs to, empty for none. A path above such evidence belongs to none.
func OptIn(path string) string {
	here := Root()
	for _, step := range strings.Split(path, ".") {
		if here.Type == "object" {
			here = here.Members[step]
		} else {
			here = here.Elem
		}
		if here == nil || here.With != "" {
			break
		}
	}
	if here == nil {
		return ""
	}
	return here.With
}

// Covers says whether a snapshot that was asked for the opt-in evidence with has all that is needed.
func Covers(with, needed []string) bool {
	return !slices.ContainsFunc(needed, func(name string) bool { return !slices.Contains(with, name) })
}
