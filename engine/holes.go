package engine

import (
	"slices"
	"sync"

	"trailproof/snapshot"
)

// holes is what could not be seen of a snapshot, and what hangs on what.
type holes struct {
	gaps []snapshot.Gap
	// graph returns for each resource what it refers to, and what refers to it. Few snapshots need it.
	graph func() (refs, back map[string][]string)
}

func newHoles(s *snapshot.Snapshot) *holes {
	return &holes{gaps: s.Gaps, graph: sync.OnceValues(func() (map[string][]string, map[string][]string) {
		refs, back := s.References(), map[string][]string{}
		for from, ids := range refs {
			for _, id := range ids {
				back[id] = append(back[id], from)
			}
		}
		return refs, back
	})}
}

// meeting returns the gaps that hide something of the evidence.
func (h *holes) meeting(evidence []string) []snapshot.Gap {
	var met []snapshot.Gap
	for _, g := range h.gaps {
		if slices.ContainsFunc(evidence, func(path string) bool { return snapshot.Concerns(path, g.Path) }) {
			met = append(met, g)
		}
	}
	return met
}

// around returns the resources on which a verdict about id may rest: itself, what refers to it, and all that these refer to.
func (h *holes) around(id string) map[string]bool {
	refs, back := h.graph()
	near := map[string]bool{}
	todo := append([]string{id}, back[id]...)
	for len(todo) > 0 {
		next := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !near[next] {
			near[next] = true
			todo = append(todo, refs[next]...)
		}
	}
	return near
}
