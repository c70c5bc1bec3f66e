package access

import (
	"slices"
)

// search looks through all requests that one group of senders can send.
type search struct {
	claim   *reading
	world   *World
	senders senders
	budget  *budget

	sets     []Policies // with the statements that could matter, numbered
	in       []entryOf  // by slot
	exempt   int        // the slot of the first exemption
	entries  []principal
	actions  []string // one of each class
	requests []Request
	about    []mask // by request

	keys        map[string][]use
	inVariables map[string]bool
	constant    []map[string]string // values that variables have whoever asks
	fill        []map[string]string // values that variables may have
	exact       bool                // fill has all that follow from the principal
	further     map[string][]string // values that a key shall have, too
	odd         bool                // principals are compared in ways of which there are no classes
	coarse      map[string]bool     // keys of which not all classes could be told
	fields      map[string]*field
}

// entryOf is a statement in a slot.
type entryOf struct {
	*statement
	ofResource bool // which names principals
	variable   bool // its resources have variables
}

const (
	sample  = "sample" // the value of a variable that may have any
	maxFill = 12
	// maxTries bounds the combinations for which a request is put together and asked about.
	maxTries = 64
	// maxCombinations bounds the combinations of one principal, action and resource.
	maxCombinations = 1 << 14

	tooManyPatterns   = "too many patterns to tell requests apart"
	tooManyStatements = "too many statements that bear on it"
)

func newSearch(c *reading, w *World, group senders, b *budget) *search {
	return &search{
		claim: c, world: w, senders: group, budget: b, keys: map[string][]use{}, inVariables: map[string]bool{}, exact: true,
		constant: []map[string]string{{"aws:resourceaccount": w.Owner}}, further: map[string][]string{}, coarse: map[string]bool{},
		fields: map[string]*field{},
	}
}

// run looks for a violation about resources of a pattern, and adds to the proof what it comes to.
func (s *search) run(pattern string, proof *Proof, open map[string]bool) {
	ok := s.findActions()
	if !ok {
		open[tooManyPatterns] = true
		return
	}
	s.slice(pattern)
	s.findEntries()
	callers, ok := s.callers()
	if !ok {
		open[tooManyPatterns] = true
		return
	}
	if len(callers) == 0 {
		return
	}
	s.findFill(callers)
	resources, ok := s.resources(pattern)
	if !ok {
		open[tooManyPatterns] = true
		return
	}
	if !s.number(resources) {
		open[tooManyStatements] = true
		return
	}
	seen := map[string]bool{}
	for i := range callers {
		c := s.prepare(&callers[i])
		key := c.signature(s)
		if !seen[key] && c.run(proof, open) {
			return
		}
		seen[key] = true
	}
}

// policies are those of a set.
func (p *Policies) policies(do func(*Policy, bool)) {
	each := func(list []*Policy) {
		for _, q := range list {
			do(q, false)
		}
	}
	each(p.Identity)
	each(p.Session)
	for _, level := range slices.Concat(p.SCPs, p.RCPs) {
		each(level)
	}
	each([]*Policy{p.Boundary, p.Endpoint})
	do(p.Resource, true)
}

// findFill collects the values that variables can have.
func (s *search) findFill(callers []caller) {
	if len(s.inVariables) == 0 {
		return
	}
	seen := map[string]bool{}
	variables := sorted(s.inVariables)
	for i := range callers {
		values := map[string]string{}
		id := ""
		for _, v := range variables {
			fixed, ok := callers[i].fixed[v]
			switch {
			case !ok:
				values[v] = sample
			case fixed.known == known && !fixed.multi:
				values[v] = fixed.values[0]
			}
			id += v + "\x00" + values[v] + "\x00"
		}
		if seen[id] {
			continue
		}
		seen[id] = true
		if len(s.fill) == maxFill {
			s.exact = false
			return
		}
		s.fill = append(s.fill, values)
	}
	for _, v := range variables {
		s.further[v] = append(s.further[v], sample)
	}
}

// number finds out which statements are about which requests, and gives slots to those that are about any.
func (s *search) number(resources []string) bool {
	for _, a := range s.actions {
		for _, r := range resources {
			if q := NewRequest(a, r, s.world.Owner); q.sensible() {
				s.requests = append(s.requests, q)
			}
		}
	}
	open := Context{open: true}
	for i := range s.requests {
		s.requests[i].Context = open
	}
	s.about = make([]mask, len(s.requests))
	fits := true
	twins := map[int]int{}
	s.each(func(st *statement, _ bool) {
		slot := len(s.in)
		if twin, ok := twins[st.twin]; ok && st.twin > 0 {
			st.slot = twin
			return
		}
		twins[st.twin] = slots
		matters := false
		st.slot = slots // which is in no mask
		for i := range s.requests {
			if !s.budget.spend(16 * (len(st.actions) + len(st.notActions) + len(st.resources) + len(st.notResources))) {
				fits = false
				return
			}
			t := st.about(&s.requests[i])
			if t == No {
				continue
			}
			matters = true
			if slot+len(s.claim.exempt) >= slots {
				fits = false
				return
			}
			s.about[i].set(slot, t)
		}
		if !matters {
			return
		}
		st.slot, twins[st.twin] = slot, slot
		s.in = append(s.in, entryOf{})
	})
	if !fits {
		return false
	}
	// Statements that are about none of the requests stay away.
	seen := map[*Policy]bool{}
	for i := range s.sets {
		s.sets[i].policies(func(p *Policy, _ bool) {
			if p != nil && !seen[p] {
				seen[p] = true
				p.statements = slices.DeleteFunc(p.statements, func(st statement) bool { return st.slot == slots })
			}
		})
	}
	s.in = s.in[:0]
	s.each(func(st *statement, ofResource bool) {
		if st.slot < len(s.in) {
			return // its twin is there
		}
		e := entryOf{statement: st, ofResource: ofResource}
		for _, r := range slices.Concat(st.resources, st.notResources) {
			e.variable = e.variable || r.whole.parts != nil
		}
		s.in = append(s.in, e)
	})
	s.exempt = len(s.in)
	s.findKeys()
	return true
}

// field returns the field of a key.
func (s *search) field(key string) *field {
	name := fieldOf(key)
	f, ok := s.fields[name]
	if !ok {
		f = s.newField(name)
		s.fields[name] = f
	}
	return f
}
