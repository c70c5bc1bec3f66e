package access

import (
	"maps"
	"slices"
	"strings"
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
		if key := c.signature(s); seen[key] {
			continue
		} else {
			seen[key] = true
		}
		if c.run(proof, open) {
			return
		}
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

// findActions finds an action for each class of them.
func (s *search) findActions() bool {
	if !s.claim.wild {
		s.actions = s.claim.actions
		return true
	}
	var shapes []shape
	add := func(text string) { shapes = append(shapes, compiled(newAction(text).text, "")) }
	for i := range s.senders.sets {
		set := &s.senders.sets[i]
		set.policies(func(p *Policy, _ bool) {
			if p == nil {
				return
			}
			for j := range p.statements {
				for _, a := range slices.Concat(p.statements[j].actions, p.statements[j].notActions) {
					shapes = append(shapes, compiled(a.text, ""))
				}
			}
		})
		for _, g := range set.Grants {
			for _, o := range g.Operations {
				add("kms:" + o)
			}
		}
		if set.Bucket != nil {
			for _, name := range aclActions["FULL_CONTROL"] {
				add(name)
			}
			for _, name := range []string{"s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy"} {
				add(name)
			}
		}
	}
	for _, name := range []string{"kms:*", "s3:*", "sts:*", "sts:assumerole*", "kms:retiregrant"} {
		add(name)
	}
	seen := map[string]bool{}
	for _, a := range s.claim.actions {
		scope := compiled(newAction(a).text, "")
		all := slices.Concat(shapes, []shape{{character, anything, literal(":")[0], character, anything}})
		found, ok := classes(s.budget, scope, all)
		if !ok {
			return false
		}
		for _, name := range likely(found, scope, all, knownActions()) {
			// A name without a colon, or with nothing beside it, is no action.
			if service, rest, ok := strings.Cut(name, ":"); ok && service != "" && rest != "" && !seen[name] {
				seen[name] = true
				s.actions = append(s.actions, strings.ToLower(name))
				s.claim.spelt[strings.ToLower(name)] = name
			}
		}
	}
	return true
}

// knownActions are those of the questions that are asked of an account, and some that policies often name.
func knownActions() []string {
	var all []string
	for _, q := range Questions {
		for _, group := range asked[q] {
			all = append(all, group.actions...)
		}
	}
	return append(all,
		"s3:GetBucketAcl", "s3:GetBucketPolicy", "s3:GetBucketLocation", "kms:GenerateDataKey", "kms:DescribeKey", "kms:Encrypt",
		"sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSAML", "iam:PassRole", "iam:GetUser",
	)
}

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

// resources finds a resource for each class of those that the pattern covers.
func (s *search) resources(pattern string) ([]string, bool) {
	if pattern == "*" {
		all, ok := s.resourceClasses("arn:*:*:*:*:*")
		return append([]string{"*"}, all...), ok
	}
	if !strings.ContainsAny(pattern, "*?") {
		return []string{pattern}, true
	}
	return s.resourceClasses(pattern)
}

func (s *search) resourceClasses(pattern string) ([]string, bool) {
	split := splitARN(pattern, false)
	parts := make([]string, len(split))
	for i, p := range split {
		parts[i] = newPattern(p, true, false).text
	}
	scope := inParts(parts)
	var shapes []shape
	seen := map[string]bool{}
	add := func(r *resource) {
		if r.all {
			return
		}
		for _, text := range append(r.whole.texts(s.fill), r.whole.beginning()) {
			if seen[text] {
				continue
			}
			seen[text] = true
			cut := splitCompiled(text)
			shapes = append(shapes, inParts(cut))
			if r.cross {
				shapes = append(shapes, compiled(text, ""))
			}
		}
	}
	s.each(func(st *statement, _ bool) {
		for i := range st.resources {
			add(&st.resources[i])
		}
		for i := range st.notResources {
			add(&st.notResources[i])
		}
	})
	shapes = append(shapes, inParts(splitCompiled(newPattern("arn:*:kms:*:*:key/*", true, false).text)))
	return classes(s.budget, scope, shapes)
}

// splitCompiled cuts a compiled pattern of an ARN, and leaves open what a short one does not say.
func splitCompiled(text string) []string {
	parts := splitARN(text, false)
	for len(parts) < 6 {
		parts = append(parts, string([]byte{anyRun}))
	}
	return parts
}

// actsOn is the service in the ARNs on which the actions of a service act, where they act on no others.
var actsOn = map[string]string{
	"cloudtrail": "cloudtrail", "iam": "iam", "kms": "kms", "logs": "logs", "organizations": "organizations", "s3": "s3",
	"secretsmanager": "secretsmanager", "sns": "sns", "sqs": "sqs", "sts": "iam",
}

// sensible says whether the action can act on the resource at all. Some actions of sts act on sessions and the like, and all on
// what has no ARN.
func (r *Request) sensible() bool {
	want, ok := actsOn[r.service()]
	return !ok || r.arn == nil || r.arn[2] == want || r.service() == "sts" && r.arn[2] == "sts"
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
