package engine

import (
	"slices"

	"trailproof/snapshot"
)

// holes is what could not be seen of a snapshot, and what hangs on what.
type holes struct {
	gaps []snapshot.Gap
	refs map[string][]string // resource → what it refers to
	back map[string][]string // resource → what refers to it
}

func newHoles(s *snapshot.Snapshot) *holes {
	h := &holes{gaps: s.Gaps}
	if len(h.gaps) == 0 {
		return h
	}
	h.refs, h.back = s.References(), map[string][]string{}
	for from, ids := range h.refs {
		for _, id := range ids {
			h.back[id] = append(h.back[id], from)
		}
	}
	return h
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
	near := map[string]bool{}
	todo := append([]string{id}, h.back[id]...)
	for len(todo) > 0 {
		next := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !near[next] {
			near[next] = true
			todo = append(todo, h.refs[next]...)
		}
	}
	return near
}
