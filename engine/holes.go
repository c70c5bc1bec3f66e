package engine

import (
	"maps"
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

// met are the gaps in some evidence: those of whole paths, and those of single resources.
type met struct {
	whole []snapshot.Gap
	of    map[string][]snapshot.Gap
}

// meeting returns the gaps that hide something of the evidence.
func (h *holes) meeting(evidence []string) met {
	m := met{of: map[string][]snapshot.Gap{}}
	for _, g := range h.gaps {
		if !slices.ContainsFunc(evidence, func(path string) bool { return snapshot.Concerns(path, g.Path) }) {
			continue
		}
		if g.Resource == "" {
			m.whole = append(m.whole, g)
		} else {
			m.of[g.Resource] = append(m.of[g.Resource], g)
		}
	}
	return m
}

// all returns every gap.
func (m met) all() []snapshot.Gap {
	gaps := slices.Clone(m.whole)
	for _, id := range slices.Sorted(maps.Keys(m.of)) {
		gaps = append(gaps, m.of[id]...)
	}
	return gaps
}

// around returns the resources on which a verdict about id may rest, sorted: itself, what refers to it, and all that these
// refer to.
func (h *holes) around(id string) []string {
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
	return slices.Sorted(maps.Keys(near))
}
