package access

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// caller is who sends requests in a proof, as one principal of a class of alike ones, with the condition keys that follow
// from that.
type caller struct {
	Principal
	fixed map[string]Value
}

// senders are one group of principals: those of which each has the same policies.
type senders struct {
	// sets are the policies that bear on them; in a comparison the new ones and the old ones.
	sets  []Policies
	kinds []Kind
	// account is the only one that they are in; empty for all others than the owner's.
	account string
	// one is the only one there is; nil for all of the kinds.
	one  *Principal
	tags map[string]string
}

// fixedKeys are those that follow from the principal.
var fixedKeys = []string{
	"aws:principalarn", "aws:principalaccount", "aws:principalisawsservice", "aws:principaltype", "aws:username",
	"aws:principalservicename", "kms:calleraccount", "aws:resourceaccount",
}

// forServices are the keys that only the calls of AWS services have, for somebody.
var forServices = []string{
	"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner",
	"aws:principalservicenameslist",
}

var principalTypes = map[Kind]string{
	Anonymous: "Anonymous", Root: "Account", User: "User", RoleSession: "AssumedRole", FederatedUser: "FederatedUser",
}

// fix writes down what follows from the principal.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
func (s *search) fix(p Principal) caller {
	c := caller{Principal: p, fixed: map[string]Value{}}
	for _, key := range fixedKeys {
		c.fixed[key] = Absent()
	}
	c.fixed["aws:resourceaccount"] = Single(s.world.Owner)
	if t, ok := principalTypes[p.Kind]; ok {
		c.fixed["aws:principaltype"] = Single(t)
	} else {
		delete(c.fixed, "aws:principaltype")
	}
	if p.Kind != Service {
		for _, key := range forServices {
			c.fixed[key] = Absent()
		}
	}
	switch p.Kind {
	case Service:
		c.fixed["aws:principalisawsservice"], c.fixed["aws:principalservicename"] = Single("true"), Single(p.ARN)
	case Anonymous:
		c.fixed["aws:principalaccount"], c.fixed["aws:userid"] = Single("anonymous"), Single("anonymous")
	case Federated:
		delete(c.fixed, "aws:principalaccount") // AWS does not say what these are before the role is assumed
		delete(c.fixed, "aws:principalarn")
		delete(c.fixed, "aws:principalisawsservice")
	case Root, User, RoleSession, FederatedUser:
		c.fixed["aws:principalaccount"], c.fixed["kms:calleraccount"] = Single(p.Account), Single(p.Account)
		c.fixed["aws:principalisawsservice"] = Single("false")
		c.fixed["aws:principalarn"] = Single(p.ARN)
		if p.Kind == FederatedUser && p.Session != "" {
			c.fixed["aws:principalarn"] = Single("arn:" + arnPart(p.ARN, 1) + ":sts::" + p.Account + ":federated-user/" + p.Session)
		}
		if p.Kind == User {
			c.fixed["aws:username"] = Single(p.name())
		}
		if p.Account == s.world.Owner && s.world.Organization != "" {
			c.fixed[orgField] = Single(s.world.Organization)
		}
	}
	if p.Kind == Anonymous || p.Kind == Service {
		c.fixed[orgField], c.fixed["aws:principalorgpaths"] = Absent(), Absent()
		for key := range s.keys {
			if strings.HasPrefix(key, "aws:principaltag/") {
				c.fixed[key] = Absent()
			}
		}
	}
	for name, value := range s.senders.tags {
		c.fixed["aws:principaltag/"+strings.ToLower(name)] = Single(value)
	}
	if s.odd {
		for _, key := range []string{"aws:principalarn", "aws:principalaccount", "kms:calleraccount", "aws:username"} {
			if c.fixed[key].known == known && p.Kind != Anonymous {
				c.fixed[key] = Maybe() // compared in a way of which there are no classes
			}
		}
	}
	return c
}

// callers are one principal for each class of those that the policies in play tell apart. It says false where there are too
// many.
func (s *search) callers() ([]caller, bool) {
	var all []caller
	whole := true
	for _, kind := range s.senders.kinds {
		var found []Principal
		ok := true
		switch kind {
		case Anonymous:
			found = []Principal{{Kind: Anonymous}}
		case Service:
			found, ok = s.services()
		case Federated:
			found = s.providers()
		case Root, User, RoleSession, FederatedUser:
			found, ok = s.identities(kind)
		}
		whole = whole && ok
		for _, p := range found {
			if !s.claim.about(&p) {
				continue
			}
			c := s.fix(p)
			all = append(all, c)
			if kind == Service && len(s.keys["aws:principalaccount"])+len(s.keys["kms:calleraccount"]) > 0 {
				// AWS does not say whether the calls of a service have an account. If so, it is one of AWS's own.
				c.fixed = maps.Clone(c.fixed)
				c.fixed["aws:principalaccount"], c.fixed["kms:calleraccount"] = Single(s.stranger()), Single(s.stranger())
				all = append(all, c)
			}
		}
	}
	return all, whole
}

// entries are the principals that the policies in play name.
func (s *search) findEntries() {
	for i := range s.sets {
		p := &s.sets[i]
		if p.Resource != nil {
			for j := range p.Resource.statements {
				st := &p.Resource.statements[j]
				s.entries = append(s.entries, st.principals...)
				s.entries = append(s.entries, st.notPrincipals...)
			}
		}
		for _, g := range p.Grants {
			s.entries = append(s.entries, newPrincipal(principalOf(g.Grantee)))
		}
	}
	for _, id := range s.claim.named {
		s.entries = append(s.entries, newPrincipal(principalOf(id)))
	}
}

// identities are the classes of the users, roles, root users or federated users of accounts.
func (s *search) identities(kind Kind) ([]Principal, bool) {
	named := s.entries
	if s.senders.one != nil {
		if s.senders.one.Kind != kind {
			return nil, true
		}
		return s.sessions(*s.senders.one, named), true
	}
	in := func(service string, rest ...shape) shape {
		return join(literal("arn:"+s.world.partition()+":"+service+"::"), accountShape(), join(rest...))
	}
	scope := map[Kind]shape{
		User:          in("iam", literal(":user/"), shape{inPart, inName}),
		RoleSession:   in("iam", literal(":role/"), shape{inPart, inName}),
		Root:          in("iam", literal(":root")),
		FederatedUser: in("sts", literal(":federated-user/"), shape{inName, {set: []rune("/:"), not: true, star: true}}),
	}[kind]
	arns, ok := classes(s.budget, scope, s.identityShapes(kind, named))
	var all []Principal
	for _, arn := range arns {
		p := Principal{Kind: kind, ARN: arn, Account: arnPart(arn, 4)}
		if (p.Account == s.world.Owner) != (s.senders.account == s.world.Owner) {
			continue
		}
		if kind != FederatedUser {
			all = append(all, s.sessions(p, named)...)
			continue
		}
		p.Session = strings.TrimPrefix(arnPart(arn, 5), "federated-user/")
		for _, e := range named {
			if e.kind == user && e.Account == p.Account {
				p.ARN = e.ID
				all = append(all, p)
			}
		}
		p.ARN = fmt.Sprintf("arn:%s:iam::%s:user/%s", s.world.partition(), p.Account, s.unnamed())
		all = append(all, p)
	}
	return all, ok
}

// stranger is an account that nobody names.
func (s *search) stranger() string {
	for n := 999_999_999_999; ; n-- {
		id := strconv.Itoa(n)
		if id != s.world.Owner && !slices.Contains(s.claim.accounts, id) && !slices.Contains(s.claim.in, id) &&
			!slices.ContainsFunc(s.entries, func(e principal) bool { return e.Account == id }) {
			return id
		}
	}
}

// unnamed is the name of a user whom nobody names.
func (s *search) unnamed() string {
	name := "somebody"
	for slices.ContainsFunc(s.entries, func(e principal) bool { return strings.HasSuffix(e.ID, "/"+name) }) {
		name += "x"
	}
	return name
}

// identityShapes are the patterns that tell identities apart, all of them on the ARN: the account and the name stand in it.
func (s *search) identityShapes(kind Kind, named []principal) []shape {
	partition := "arn:" + s.world.partition()
	withAccount := func(account shape) shape {
		return join(literal("arn:"), shape{inPart}, literal(":"), shape{inPart}, literal("::"), account, literal(":"), shape{anything})
	}
	withName := func(rest ...shape) shape {
		return join(literal("arn:"), shape{inPart}, literal(":iam::"), shape{inPart}, literal(":user/"), join(rest...))
	}
	shapes := []shape{withAccount(literal(s.world.Owner))}
	accounts := map[string]bool{}
	for _, id := range slices.Concat(slices.Collect(maps.Keys(s.sets[0].CanonicalIDs)), s.claim.in, s.claim.accounts) {
		accounts[id] = true
	}
	for _, e := range named {
		switch e.kind {
		case account:
			accounts[e.Account] = true
		case user, role:
			shapes = append(shapes, literal(e.ID))
			accounts[e.Account] = accounts[e.Account] || kind == FederatedUser
		case session:
			shapes = append(shapes, literal(partition+":iam::"+e.Account+":role/"+e.name),
				join(literal(partition+":iam::"+e.Account+":role/"), shape{anything}, literal("/"+e.name)))
		case federatedUser:
			shapes = append(shapes, literal(e.ID))
		case everybody, everyAWS, service, provider, canonical, nobody:
		}
	}
	for _, id := range slices.Sorted(maps.Keys(accounts)) {
		if accounts[id] {
			shapes = append(shapes, withAccount(literal(id)))
		}
	}
	for _, key := range []string{"aws:principalaccount", "kms:calleraccount"} {
		for _, c := range s.conditions(key) {
			for _, p := range c.texts(":", s.constant) {
				shapes = append(shapes, withAccount(p))
			}
		}
	}
	for _, c := range s.conditions("aws:principalarn") {
		shapes = append(shapes, c.texts("", s.constant)...)
	}
	for _, c := range s.conditions("aws:username") {
		if kind == User {
			for _, p := range c.texts("/", s.constant) {
				shapes = append(shapes, withName(p), withName(shape{anything}, literal("/"), p))
			}
		}
	}
	return shapes
}

// sessions are a role's sessions: those that are named, and another. Other principals are as they are.
func (s *search) sessions(p Principal, named []principal) []Principal {
	if p.Kind != RoleSession && p.Kind != FederatedUser || p.Session != "" {
		return []Principal{p}
	}
	var all []Principal
	other := "session"
	for _, e := range named {
		of := e.kind == session && p.Kind == RoleSession && e.name == p.name() || e.kind == federatedUser && p.Kind == FederatedUser
		if !of || e.Account != p.Account {
			continue
		}
		q := p
		if q.Session = e.rest; e.kind == federatedUser {
			q.Session = e.name
		}
		if !slices.Contains(all, q) {
			all = append(all, q)
		}
		other += q.Session
	}
	p.Session = other // longer than each that is named
	return append(all, p)
}

// knownServices stand for services that no policy names.
var knownServices = []string{
	"config.amazonaws.com", "delivery.logs.amazonaws.com", "sns.amazonaws.com", "events.amazonaws.com", "lambda.amazonaws.com",
}

// services are those that are named, and another.
func (s *search) services() ([]Principal, bool) {
	named := map[string]bool{}
	for _, e := range s.entries {
		if e.kind == service {
			named[e.ID] = true
		}
	}
	for _, name := range s.claim.services {
		named[name] = true
	}
	names := slices.Sorted(maps.Keys(named))
	whole := true
	if conditions := s.conditions("aws:principalservicename"); len(conditions) > 0 {
		var shapes []shape
		for _, c := range conditions {
			whole = whole && (c.null || c.family.textual())
			shapes = append(shapes, c.texts("", s.constant)...)
		}
		for _, name := range names {
			shapes = append(shapes, literal(name))
		}
		found, ok := classes(s.budget, join(shape{character, anything}, literal(".amazonaws.com")), shapes)
		names, whole = append(names, found...), whole && ok
	}
	for _, name := range knownServices {
		if !named[name] {
			names = append(names, name)
			break
		}
	}
	var all []Principal
	for i, name := range names {
		if !slices.Contains(names[:i], name) {
			all = append(all, Principal{Kind: Service, ARN: name})
		}
	}
	return all, whole
}

// withProvider begins the actions that only users of an identity provider send.
const withProvider = "sts:assumerolewith"

// signed are services that take no request without credentials.
var signed = map[string]bool{"cloudtrail": true, "iam": true, "kms": true, "logs": true, "organizations": true, "sts": true}

// sends says whether such a principal can send a request of the action at all.
func (p *Principal) sends(r *Request) bool {
	switch p.Kind {
	case Federated:
		return strings.HasPrefix(r.action, withProvider)
	case Anonymous:
		return !signed[r.service()]
	case Root, User, RoleSession, FederatedUser, Service:
	}
	return true
}

// providers are the identity providers that are named, and another.
func (s *search) providers() []Principal {
	if !slices.ContainsFunc(s.actions, func(a string) bool { return strings.HasPrefix(a, withProvider) }) {
		return nil
	}
	all := []Principal{{Kind: Federated, ARN: "provider.example"}}
	for _, e := range s.entries {
		if p := (Principal{Kind: Federated, ARN: e.ID}); e.kind == provider && !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all
}

// texts are the shapes of a condition that compares texts; none of one that asks whether the key is there.
func (c *condition) texts(not string, fill []map[string]string) []shape {
	if c.null {
		return nil
	}
	return c.shapes(not, fill)
}
