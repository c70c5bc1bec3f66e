package access

import (
	"slices"
	"strings"
)

// slots is how many statements a mask can hold.
const slots = 128

// mask says of each statement whether it matches, two bits each.
type mask [slots / 32]uint64

func (m *mask) get(slot int) Truth { return Truth(m[slot/32] >> (slot % 32 * 2) & 3) }

func (m *mask) set(slot int, t Truth) {
	m[slot/32] = m[slot/32]&^(3<<(slot%32*2)) | uint64(t)<<(slot%32*2)
}

func (m mask) and(n *mask) mask {
	for i := range m {
		m[i] &= n[i]
	}
	return m
}

// everything is the mask of which each statement matches.
var everything = func() (m mask) {
	for i := range m {
		m[i] = ^uint64(0)
	}
	return m
}()

// field is condition keys that vary together, and by no other.
type field struct {
	keys    []string
	uses    []use
	classes []class
	varies  bool // a condition has a variable: how it holds hangs on the principal, too
}

// use is a condition of the statement in a slot.
type use struct {
	slot      int
	condition *condition
	variables []string
}

// class is values of a field's keys, and which conditions of each statement hold for them.
type class struct {
	keys map[string]Value
	mask mask
}

// Together vary the keys that say where the principal's account stands in an organization, and those of the network.
var together = map[string]string{
	"aws:principalorgid": orgField, "aws:principalorgpaths": orgField,
	"aws:sourceip": networkField, "aws:vpcsourceip": networkField, "aws:sourcevpc": networkField, "aws:sourcevpce": networkField,
}

const (
	orgField     = "aws:principalorgid"
	networkField = "aws:sourceip"
)

func fieldOf(key string) string {
	if name, ok := together[key]; ok {
		return name
	}
	return key
}

// newField makes the classes of one field.
func (s *search) newField(name string) *field {
	f := &field{keys: []string{}}
	for key, group := range together {
		if _, used := s.keys[key]; used && group == name {
			f.keys = append(f.keys, key)
		}
	}
	if _, grouped := together[name]; !grouped {
		f.keys = append(f.keys, name)
	}
	slices.Sort(f.keys)
	for _, key := range f.keys {
		f.uses = append(f.uses, s.keys[key]...)
	}
	for _, u := range f.uses {
		f.varies = f.varies || len(u.variables) > 0
	}
	var all []map[string]Value
	switch name {
	case orgField:
		all = s.orgs(f)
	case networkField:
		all = s.networks(f)
	default:
		for _, v := range s.values(f.keys[0]) {
			all = append(all, map[string]Value{f.keys[0]: v})
			f.varies = f.varies && !v.multi // sets that are alike to variables of unknown value need not be to others
		}
	}
	seen := map[mask]bool{}
	for _, keys := range all {
		if !s.budget.spend(f.cost()) {
			f.classes = []class{s.unknown(f)}
			return f
		}
		c := class{keys: keys, mask: f.mask(keys, nil)}
		if !f.varies && !s.variable(f.keys) && seen[c.mask] {
			continue
		}
		seen[c.mask] = true
		f.classes = append(f.classes, c)
	}
	return f
}

// cost of finding out how the conditions hold, in the unit of the budget.
func (f *field) cost() int {
	n := 16
	for _, u := range f.uses {
		n += 16 + 4*len(u.condition.want)
	}
	return n
}

// unknown is the class of a field of which the classes are too many.
func (s *search) unknown(f *field) class {
	keys := map[string]Value{}
	for _, key := range f.keys {
		s.coarse[key] = true
		keys[key] = Maybe()
	}
	return class{keys: keys, mask: f.mask(keys, nil)}
}

// variable says whether one of the keys stands in a variable.
func (s *search) variable(keys []string) bool {
	return slices.ContainsFunc(keys, func(k string) bool { return s.inVariables[k] })
}

// mask says how the conditions hold for values of the field's keys, given what is known of the principal.
func (f *field) mask(keys, fixed map[string]Value) mask {
	m := everything
	ctx := Context{keys: keys, open: true}
	if fixed != nil && f.varies {
		ctx = ctx.With(fixed)
	}
	for _, u := range f.uses {
		if slices.ContainsFunc(u.variables, func(v string) bool { _, own := keys[v]; return own }) {
			m.set(u.slot, m.get(u.slot).And(Unknown)) // classes are not fine enough for a key that is compared with itself
			continue
		}
		m.set(u.slot, m.get(u.slot).And(u.condition.holds(&ctx)))
	}
	return m
}

// conditions on a key.
func (s *search) conditions(key string) []*condition {
	var list []*condition
	for _, u := range s.keys[key] {
		list = append(list, u.condition)
	}
	return list
}

// values are the classes of a key that varies by itself: absent, one value, a set.
func (s *search) values(key string) []Value {
	conditions := s.conditions(key)
	texts, whole := representatives(s.budget, key, conditions, s.fill, s.further[key])
	var all []Value
	if !alwaysThere[key] {
		all = append(all, Absent())
	}
	sets := !singleValued(key) && slices.ContainsFunc(conditions, func(c *condition) bool { return c.set != noSet })
	if !multivalued[key] {
		for _, text := range texts {
			all = append(all, Single(text))
		}
		if mayBeEmpty(key) && slices.ContainsFunc(conditions, func(c *condition) bool { return c.null }) {
			all = append(all, Single(""))
		}
	}
	if multivalued[key] || sets {
		some, ok := s.subsets(key, texts)
		all, whole = append(all, some...), whole && ok
	}
	if !whole {
		s.coarse[key] = true
		all = append(all, Maybe())
	}
	return all
}

// subsets are sets of the values, so many that the conditions hold in each way in which they can. How a condition holds for a set
// with one value more follows from how it held before: so sets in which all conditions hold alike are as one.
func (s *search) subsets(key string, texts []string) ([]Value, bool) {
	type state struct {
		values []string
		mask   string
	}
	hold := func(values []string) string {
		ctx := Context{keys: map[string]Value{key: Multi(values...)}, open: true}
		var b strings.Builder
		for _, u := range s.keys[key] {
			// ForAllValues and ForAnyValue are asked without their frame: IfExists does not matter to a set that is there.
			b.WriteByte(byte(u.condition.holds(&ctx)))
		}
		return b.String()
	}
	states := []state{{nil, hold(nil)}}
	seen := map[string]bool{states[0].mask: true}
	for _, text := range texts {
		for i := range len(states) {
			values := append(slices.Clone(states[i].values), text)
			if !s.budget.spend(32 * len(values) * len(s.keys[key])) {
				return nil, false
			}
			// The empty set is not as the others to Null.
			if m := hold(values) + string(rune(min(len(values), 1))); !seen[m] {
				seen[m] = true
				states = append(states, state{values, m})
			}
		}
	}
	var all []Value
	for _, st := range states {
		all = append(all, Multi(st.values...))
	}
	return all, true
}

// orgs are the classes of an account's place in an organization: none, or a path, which begins with the organization's id.
func (s *search) orgs(f *field) []map[string]Value {
	var shapes []shape
	whole := true
	for _, u := range f.uses {
		c := u.condition
		if c.null {
			continue
		}
		whole = whole && c.family.textual()
		if c.key != orgField {
			shapes = append(shapes, c.shapes("", s.fill)...)
			continue
		}
		for _, p := range c.shapes("/", s.fill) {
			shapes = append(shapes, join(p, literal("/"), shape{anything}))
		}
	}
	for _, text := range s.further[orgField] {
		shapes = append(shapes, join(literal(text), literal("/"), shape{anything}))
	}
	part := item{set: []rune("/"), not: true}
	some := item{set: []rune("/"), not: true, star: true}
	scope := join(literal("o-"), shape{part, some}, literal("/r-"), shape{part, some}, literal("/"), shape{anything})
	none := map[string]Value{"aws:principalorgid": Absent(), "aws:principalorgpaths": Absent()}
	all := []map[string]Value{none}
	paths, ok := classes(s.budget, scope, shapes)
	for _, path := range paths {
		id, _, _ := strings.Cut(path, "/")
		all = append(all, map[string]Value{"aws:principalorgid": Single(id), "aws:principalorgpaths": Multi(path)})
	}
	if !whole || !ok {
		s.coarse[orgField] = true
		all = append(all, map[string]Value{"aws:principalorgid": Maybe(), "aws:principalorgpaths": Maybe()})
	}
	return all
}

// networks are the ways of a request: through a VPC endpoint, from the internet, or from within AWS.
func (s *search) networks(f *field) []map[string]Value {
	there := func(key string) []Value {
		if !slices.Contains(f.keys, key) {
			return []Value{Absent()}
		}
		all := s.values(key)
		return slices.DeleteFunc(all, func(v Value) bool { return v.known == absent })
	}
	way := func(ip, vpcIP, vpc, vpce Value) map[string]Value {
		all := map[string]Value{"aws:sourceip": ip, "aws:vpcsourceip": vpcIP, "aws:sourcevpc": vpc, "aws:sourcevpce": vpce}
		for key, v := range all {
			if v.known == absent && !slices.Contains(f.keys, key) {
				delete(all, key)
			}
		}
		return all
	}
	var all []map[string]Value
	for _, ip := range there("aws:sourceip") {
		if ip.known != absent {
			all = append(all, way(ip, Absent(), Absent(), Absent()))
		}
	}
	for _, ip := range there("aws:vpcsourceip") {
		for _, vpc := range there("aws:sourcevpc") {
			for _, vpce := range there("aws:sourcevpce") {
				all = append(all, way(Absent(), ip, vpc, vpce))
				if !s.budget.spend(len(f.uses) + 1) {
					s.coarse[networkField] = true
					maybe := way(Maybe(), Maybe(), Maybe(), Maybe())
					return append(all, maybe)
				}
			}
		}
	}
	return append(all, way(Absent(), Absent(), Absent(), Absent()))
}
