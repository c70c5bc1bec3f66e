package access

import "slices"

// step is one way of matching statements so far: how it came from an earlier one.
type step struct {
	mask  mask
	from  int
	class int
}

// alike are requests for which the same statements match, in the same ways.
type alike struct {
	mask    mask
	action  string
	decides bool
}

// run looks through the requests of the caller. It says whether it found a violation.
func (a *attempt) run(proof *Proof, open map[string]bool) bool {
	s := a.s
	seen := map[alike]bool{}
	for i := range s.requests {
		r := s.requests[i]
		if !a.c.sends(&r) {
			continue
		}
		if !s.budget.spend(s.cost()) {
			open[tooManyStatements] = true
			return false
		}
		r.Principal, r.Context = a.c.Principal, Context{keys: a.c.fixed, open: true}
		base := s.about[i]
		for slot := range s.in {
			if s.in[slot].variable && s.exact && base.get(slot) != No {
				base.set(slot, s.in[slot].about(&r))
			}
		}
		for slot := s.exempt; slot < len(a.fields); slot++ {
			base.set(slot, Yes)
		}
		base = base.and(&a.base)
		if !a.possible(&r, base) {
			continue
		}
		key := alike{base, r.action, r.resourceDecides()}
		if seen[key] && len(s.inVariables) == 0 { // with variables another resource may do where one did not
			continue
		}
		seen[key] = true
		levels, fields, ok := a.combine(base)
		if !ok {
			open[tooManyStatements] = true
			continue
		}
		if a.judge(&r, levels, fields, proof, open) {
			return true
		}
	}
	return false
}

// possible says whether the request is allowed if each condition turns out as the sender would have it.
func (a *attempt) possible(r *Request, base mask) bool {
	for slot := range a.s.in {
		if a.s.in[slot].deny && len(a.fields[slot]) > 0 {
			base.set(slot, No)
		}
	}
	for slot := a.s.exempt; slot < len(a.fields); slot++ {
		if base.get(slot) == Yes && len(a.fields[slot]) == 0 {
			return false
		}
	}
	return (&evaluation{r: r, p: &a.s.sets[0], mask: &base}).decide().Allowed.May()
}

// combine returns the ways in which statements can match, field by field; the last level has them all.
func (a *attempt) combine(base mask) ([][]step, []*field, bool) {
	var fields []*field
	for slot, fs := range a.fields {
		if base.get(slot) == No {
			continue
		}
		for _, f := range fs {
			if !slices.Contains(fields, f) {
				fields = append(fields, f)
			}
		}
	}
	slices.SortFunc(fields, func(f, g *field) int { return slices.Compare(f.keys, g.keys) })
	levels := [][]step{{{mask: base}}}
	for _, f := range fields {
		var next []step
		seen := map[mask]bool{}
		masks := a.classMasks(f)
		last := levels[len(levels)-1]
		if !a.s.budget.spend(16 * len(last) * len(masks)) {
			return nil, nil, false
		}
		for from := range last {
			for class := range masks {
				m := masks[class].and(&last[from].mask)
				if !seen[m] {
					seen[m] = true
					next = append(next, step{m, from, class})
				}
			}
			if len(next) > maxCombinations {
				return nil, nil, false
			}
		}
		if !a.s.budget.spend(512 * len(next)) { // for the memory
			return nil, nil, false
		}
		levels = append(levels, next)
	}
	return levels, fields, true
}

// classMasks are the masks of a field's classes for the caller.
func (a *attempt) classMasks(f *field) []mask {
	if masks, ok := a.masks[f]; ok {
		return masks
	}
	masks := make([]mask, len(f.classes))
	for i := range f.classes {
		masks[i] = f.classes[i].mask
		if f.varies && a.s.exact && a.s.budget.spend(f.cost()) {
			masks[i] = f.mask(f.classes[i].keys, a.c.fixed)
		}
	}
	a.masks[f] = masks
	return masks
}

// judge decides each combination, and asks about a request for those that may be allowed. It says whether one is.
func (a *attempt) judge(r *Request, levels [][]step, fields []*field, proof *Proof, open map[string]bool) bool {
	s := a.s
	last := levels[len(levels)-1]
	var certain, perhaps []int
	for i := range last {
		m := &last[i].mask
		proof.Combinations++
		if !s.budget.spend(s.cost()) {
			open[tooManyStatements] = true
			break
		}
		exempt := No
		for slot := s.exempt; slot < len(a.fields); slot++ {
			exempt = exempt.Or(m.get(slot))
		}
		if exempt == Yes {
			continue
		}
		may, must := s.decide(r, m)
		switch {
		case must && exempt == No:
			certain = append(certain, i)
		case may:
			perhaps = append(perhaps, i)
		}
	}
	for tries, i := range slices.Concat(certain, perhaps) {
		if tries == maxTries {
			break
		}
		if w := a.confirm(r, levels, fields, i); w != nil {
			proof.Verdict, proof.Witness = Violated, w
			clear(open)
			return true
		}
		a.undecided(r, levels, fields, i, open)
	}
	return false
}

// cost of a decision, in the unit of the budget.
func (s *search) cost() int { return 16 * (len(s.in) + 8) * len(s.sets) }

// decide says whether a combination violates the claim: what the first set allows, and the second, if there is one, does not.
func (s *search) decide(r *Request, m *mask) (may, must bool) {
	if len(s.sets) == 1 {
		d := (&evaluation{r: r, p: &s.sets[0], mask: m}).decide().Allowed
		return d.May(), d.Must()
	}
	return s.differ(r, *m, everythingUnknown, s.doubts(r, m))
}

// doubt is something unknown about a statement that stands in both sets, and is the same in both.
type doubt struct {
	slot int
	name bool // whether it names the principal; else whether it matches
}

// maxDoubts bounds those that are split into cases.
const maxDoubts = 6

func (s *search) doubts(r *Request, m *mask) []doubt {
	var all []doubt
	for slot := range s.in {
		st := &s.in[slot]
		if st.twin == 0 || m.get(slot) == No {
			continue
		}
		if m.get(slot) == Unknown {
			all = append(all, doubt{slot, false})
		}
		if !st.ofResource {
			continue
		}
		unknown := 0
		for _, t := range st.names(&r.Principal, &s.sets[0]) {
			if t == Unknown {
				unknown++
			}
		}
		if unknown == 1 {
			all = append(all, doubt{slot, true})
		}
	}
	return all[:min(len(all), maxDoubts)]
}

// differ decides for both sets, with each doubt turned out either way.
func (s *search) differ(r *Request, m, name mask, doubts []doubt) (may, must bool) {
	if len(doubts) > 0 {
		d := doubts[0]
		must = true
		for _, t := range []Truth{No, Yes} {
			m, name := m, name
			if d.name {
				name.set(d.slot, t)
			} else {
				m.set(d.slot, t)
			}
			someMay, someMust := s.differ(r, m, name, doubts[1:])
			may, must = may || someMay, must && someMust
		}
		return may, must
	}
	if !s.budget.spend(s.cost()) {
		return true, false
	}
	now := (&evaluation{r: r, p: &s.sets[0], mask: &m, name: &name}).decide().Allowed
	if !now.May() {
		return false, false
	}
	before := (&evaluation{r: r, p: &s.sets[1], mask: &m, name: &name}).decide().Allowed
	return !before.Must(), now.Must() && !before.May()
}

// everythingUnknown is the mask of which nothing is known.
var everythingUnknown = func() (m mask) {
	for i := range m {
		m[i] = 0x5555555555555555
	}
	return m
}()

// context puts together the keys of a request that matches so.
func (a *attempt) context(levels [][]step, fields []*field, i int) map[string]Value {
	keys := map[string]Value{}
	for key, v := range a.c.fixed {
		keys[key] = v
	}
	for level := len(levels) - 1; level > 0; level-- {
		st := levels[level][i]
		for key, v := range fields[level-1].classes[st.class].keys {
			keys[key] = v
		}
		i = st.from
	}
	return keys
}

// confirm asks the evaluator about a request that matches so. Variables may have to have a value that is also in a pattern, and
// grants want their encryption context.
func (a *attempt) confirm(r *Request, levels [][]step, fields []*field, i int) *Witness {
	s := a.s
	keys := a.context(levels, fields, i)
	tries := []map[string]Value{{}}
	filled := map[string]Value{}
	for v := range s.inVariables {
		if _, fixed := a.c.fixed[v]; !fixed {
			filled[v] = Single(sample)
		}
	}
	if len(filled) > 0 {
		tries = append(tries, filled)
	}
	for j := range s.sets[0].Grants {
		g := &s.sets[0].Grants[j]
		pairs := map[string]Value{}
		for _, constraint := range []map[string]string{g.Equals, g.Subset} {
			for key, value := range constraint {
				pairs[encryptionContext+key] = Single(value)
			}
		}
		if len(pairs) > 0 {
			tries = append(tries, pairs)
		}
	}
	for _, more := range tries {
		q := *r
		q.Context = NewContext(false, keys).With(more)
		if !s.claim.covers(&q) {
			continue
		}
		set := s.senders.sets[0]
		d, why := Explain(&q, &set)
		if d.Allowed != Yes {
			continue
		}
		w := &Witness{Request: q, Policies: &set, Action: s.claim.spelling(q.action), Why: why}
		if len(s.senders.sets) > 1 {
			old := s.senders.sets[1]
			if Decide(&q, &old).Allowed != No {
				continue
			}
			w.Before = &old
		}
		return w
	}
	return nil
}

// undecided writes down what a combination hangs on.
func (a *attempt) undecided(r *Request, levels [][]step, fields []*field, i int, open map[string]bool) {
	s := a.s
	m := &levels[len(levels)-1][i].mask
	before := len(open)
	for slot := range a.fields {
		if m.get(slot) != Unknown {
			continue
		}
		conditions := []condition(nil)
		if slot < s.exempt {
			st := &s.in[slot]
			conditions = st.conditions
			for _, res := range slices.Concat(st.resources, st.notResources) {
				for _, v := range res.whole.variables() {
					open[v] = true
				}
			}
		} else {
			conditions = s.claim.exempt[slot-s.exempt].conditions
		}
		for j := range conditions {
			c := &conditions[j]
			for _, v := range c.variables() {
				open[v] = true
			}
			if s.coarse[fieldOf(c.key)] || s.coarse[c.key] {
				open[c.key] = true
			}
			if v := a.context(levels, fields, i)[c.key]; c.holds(&Context{keys: map[string]Value{c.key: v}, open: true}) == Unknown {
				open[c.key] = true
			}
		}
	}
	q := *r
	q.Context = NewContext(false, a.context(levels, fields, i))
	set := s.senders.sets[0]
	_, why := Explain(&q, &set)
	for _, match := range why {
		if match.Truth != Unknown {
			continue
		}
		for _, key := range match.Keys {
			open[key] = true
		}
		if len(match.Keys) == 0 {
			open[match.String()] = true
		}
	}
	if set.GrantsUnseen {
		open["grants that could not be read"] = true
	}
	if len(open) == before && before == 0 {
		open["whether a request can be put together that matches so"] = true
	}
}
