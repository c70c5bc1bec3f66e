package access

import (
	"slices"
	"strings"
)

// slice takes of each policy the statements that could matter.
func (s *search) slice(pattern string) {
	copies := map[*Policy]*Policy{}
	slice := func(p *Policy) *Policy {
		if p == nil || p.unseen {
			return p
		}
		if q, ok := copies[p]; ok {
			return q
		}
		q := &Policy{Name: p.Name}
		for i := range p.statements {
			if st := &p.statements[i]; s.mayMatter(st, pattern) {
				q.statements = append(q.statements, *st)
			}
		}
		copies[p] = q
		return q
	}
	list := func(ps []*Policy) []*Policy {
		var all []*Policy
		for _, p := range ps {
			all = append(all, slice(p))
		}
		if all == nil && ps != nil {
			return []*Policy{}
		}
		return all
	}
	levels := func(ls [][]*Policy) [][]*Policy {
		var all [][]*Policy
		for _, l := range ls {
			all = append(all, list(l))
		}
		return all
	}
	for _, set := range s.senders.sets {
		set.Identity, set.Session, set.SCPs, set.RCPs = list(set.Identity), list(set.Session), levels(set.SCPs), levels(set.RCPs)
		set.Boundary, set.Endpoint, set.Resource = slice(set.Boundary), slice(set.Endpoint), slice(set.Resource)
		for _, g := range set.Grants {
			for _, constraint := range []map[string]string{g.Equals, g.Subset} {
				for key, value := range constraint {
					key = encryptionContext + strings.ToLower(key)
					s.further[key] = append(s.further[key], value)
				}
			}
		}
		s.sets = append(s.sets, set)
	}
	for _, values := range s.further {
		slices.Sort(values)
	}
	s.findKeys()
}

// mayMatter says whether a statement can be about the actions, and about resources that begin as the pattern does.
func (s *search) mayMatter(st *statement, pattern string) bool {
	nothing := Context{}
	some := st.notActions != nil
	for i := range st.actions {
		for _, a := range s.actions {
			some = some || st.actions[i].match(a, &nothing) == Yes
		}
	}
	if !some || len(st.resources) == 0 {
		return some
	}
	for i := range st.resources {
		r := &st.resources[i]
		if r.all || pattern == "*" || !apart(r.whole.beginning(), newPattern(pattern, true, false).text) {
			return true
		}
	}
	return false
}

// beginning is the text of the pattern up to the first variable.
func (p *pattern) beginning() string {
	if p.parts == nil {
		return p.text
	}
	return p.wide
}

// apart says whether two patterns differ before either has a wildcard.
func apart(p, q string) bool {
	for i := range min(len(p), len(q)) {
		if p[i] >= anyChar || q[i] >= anyChar {
			return false
		}
		if p[i] != q[i] {
			return true
		}
	}
	return false
}

// each visits the sliced statements, each once.
func (s *search) each(do func(st *statement, ofResource bool)) {
	seen := map[*Policy]bool{}
	for i := range s.sets {
		s.sets[i].policies(func(p *Policy, ofResource bool) {
			if p == nil || seen[p] {
				return
			}
			seen[p] = true
			for j := range p.statements {
				do(&p.statements[j], ofResource)
			}
		})
	}
}

// findKeys collects the conditions by key, and the variables.
func (s *search) findKeys() {
	clear(s.keys)
	add := func(slot int, conditions []condition) {
		for i := range conditions {
			c := &conditions[i]
			u := use{slot: slot, condition: c, variables: c.variables()}
			for _, v := range u.variables {
				s.inVariables[v] = true
			}
			s.keys[c.key] = append(s.keys[c.key], u)
			if !c.null && !c.family.textual() && slices.Contains(derived, c.key) {
				s.odd = true
			}
		}
	}
	s.each(func(st *statement, _ bool) {
		add(st.slot, st.conditions)
		for _, r := range slices.Concat(st.resources, st.notResources) {
			for _, v := range r.whole.variables() {
				s.inVariables[v] = true
			}
		}
	})
	for i := range s.claim.exempt {
		add(s.exempt+i, s.claim.exempt[i].conditions)
	}
}

// derived are the keys whose values are told from the principal's ARN.
var derived = []string{"aws:principalarn", "aws:principalaccount", "kms:calleraccount", "aws:username"}
