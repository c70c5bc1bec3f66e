package access

import (
	"maps"
	"slices"
	"strings"
)

// attempt is the search among the requests of one caller.
type attempt struct {
	s      *search
	c      *caller
	base   mask       // what follows from the principal
	fields [][]*field // by slot: those that the statement's conditions hang on
	masks  map[*field][]mask
}

// prepare finds out what follows from the principal.
func (s *search) prepare(c *caller) *attempt {
	a := &attempt{s: s, c: c, fields: make([][]*field, s.exempt+len(s.claim.exempt)), masks: map[*field][]mask{}}
	ctx := Context{keys: c.fixed, open: true}
	put := func(slot int, t Truth, conditions []condition) {
		for i := range conditions {
			k := &conditions[i]
			if _, fixed := c.fixed[k.key]; fixed {
				t = t.And(s.holds(k, c, &ctx))
				continue
			}
			if f := s.field(k.key); !slices.Contains(a.fields[slot], f) {
				a.fields[slot] = append(a.fields[slot], f)
			}
		}
		a.base.set(slot, t)
	}
	for slot := range s.in {
		st := &s.in[slot]
		t := Yes
		if st.ofResource {
			t = No
			for _, n := range st.names(&c.Principal, &s.sets[0]) {
				t = t.Or(n)
			}
			if t != No {
				t = Yes // the decision asks for itself
			}
		}
		put(slot, t, st.conditions)
	}
	for i := range s.claim.exempt {
		e := &s.claim.exempt[i]
		put(s.exempt+i, truth(e.of(&c.Principal)), e.conditions)
	}
	return a
}

// holds says how a condition on a key that follows from the principal holds. Where it has variables, one principal does not
// stand for its class.
func (s *search) holds(k *condition, c *caller, ctx *Context) Truth {
	if s.senders.one == nil && c.Kind != Anonymous && slices.ContainsFunc(k.variables(), func(v string) bool { return v != "aws:resourceaccount" }) {
		return Unknown
	}
	return k.holds(ctx)
}

// signature is the same for principals of which none can do what the other can't.
func (a *attempt) signature(s *search) string {
	var b strings.Builder
	b.WriteByte(byte(a.c.Kind))
	for _, m := range a.base {
		for i := range 8 {
			b.WriteByte(byte(m >> (8 * i)))
		}
	}
	for slot := range s.in {
		if st := &s.in[slot]; st.ofResource && a.base.get(slot) != No {
			by := st.names(&a.c.Principal, &s.sets[0])
			for _, t := range by {
				b.WriteByte(byte(t))
			}
		}
	}
	id, ok := s.sets[0].CanonicalIDs[a.c.Account]
	b.WriteString(id)
	b.WriteByte(byte(truth(ok)))
	for i := range s.sets {
		for _, g := range s.sets[i].Grants {
			e := newPrincipal(principalOf(g.Grantee))
			_, t := e.match(&a.c.Principal, s.sets[0].CanonicalIDs)
			b.WriteByte(byte(t))
		}
	}
	for _, v := range sorted(s.inVariables) {
		value := a.c.fixed[v]
		b.WriteByte(byte(value.known))
		b.WriteString(strings.Join(value.values, "\x00"))
	}
	for _, key := range slices.Sorted(maps.Keys(a.c.fixed)) {
		if _, used := s.keys[key]; !used {
			continue
		}
		b.WriteByte(0) // which keys are free is the same for all of a kind, but for the owner's organization
		b.WriteByte(byte(a.c.fixed[key].known))
	}
	return b.String()
}
