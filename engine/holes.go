package engine

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"trailproof/snapshot"
)

// holes is what could not be seen of a snapshot, and what hangs on what.
type holes struct {
	gaps []snapshot.Gap
	// graph returns for each resource what it refers to, and what refers to it. Few snapshots need it.
	graph func() (refs, back links)
}

// links are references by the resource at one of their ends.
type links map[string][]snapshot.Link

func newHoles(s *snapshot.Snapshot) *holes {
	return &holes{gaps: s.Gaps, graph: sync.OnceValues(func() (links, links) {
		refs, back := links{}, links{}
		for _, l := range s.Links() {
			refs[l.From] = append(refs[l.From], l)
			back[l.To] = append(back[l.To], l)
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
		if !concerns(evidence, g.Path) {
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

func concerns(evidence []string, place string) bool {
	return slices.ContainsFunc(evidence, func(path string) bool { return snapshot.Concerns(path, place) })
}

// around returns the resources on which a verdict about id may rest, sorted: itself, what refers to it, and all that these
// refer to, as far as the verdict follows these references.
func (h *holes) around(id string, follows func(snapshot.Link) bool) []string {
	refs, back := h.graph()
	near := map[string]bool{}
	todo := []string{id}
	for _, l := range back[id] {
		if follows(l) {
			todo = append(todo, l.From)
		}
	}
	for len(todo) > 0 {
		next := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if near[next] {
			continue
		}
		near[next] = true
		for _, l := range refs[next] {
			if follows(l) {
				todo = append(todo, l.To)
			}
		}
	}
	return slices.Sorted(maps.Keys(near))
}

// follower says for a rule with this evidence which references it follows: those of fields that it reads. A rule comes to no
// other resource by a field that it does not look at.
func follower(evidence []string) func(snapshot.Link) bool {
	known := map[string]bool{}
	return func(l snapshot.Link) bool {
		is, ok := known[l.Path]
		if !ok {
			fields, err := snapshot.Evidence(strings.Split(l.Path, "."))
			is = err != nil || slices.ContainsFunc(fields, func(field string) bool {
				return concerns(evidence, field) || slices.ContainsFunc(evidence, func(path string) bool {
					return snapshot.Concerns(field, path)
				})
			})
			known[l.Path] = is
		}
		return is
	}
}
