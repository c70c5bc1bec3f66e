package access

// Policies are all that bears on a request.
type Policies struct {
	// Identity are the policies of the principal: its own, those of its groups, inline and managed.
	Identity []*Policy
	// Boundary is the permissions boundary; nil for none.
	Boundary *Policy
	// Session are session policies; nil for none.
	Session []*Policy
	// SCPs and RCPs are service and resource control policies, level by level from the root to the account: SCPs above the
	// principal's account, RCPs above the resource's. Nil for an account that no organization's policies bind.
	SCPs, RCPs [][]*Policy
	// Endpoint is the policy of the VPC endpoint that the request goes through; nil for none.
	Endpoint *Policy
	// Resource is the policy of the resource: bucket, key, topic or trust policy; nil for none.
	Resource *Policy
	// Grants are the grants on a KMS key.
	Grants []Grant
	// GrantsUnseen says that the grants could not be read.
	GrantsUnseen bool
	// Bucket is what else S3 looks at; nil for other services.
	Bucket *Bucket
	// CanonicalIDs of accounts, by account number.
	CanonicalIDs map[string]string
}

// Outcome is a decision in one word.
type Outcome uint8

// The outcomes.
const (
	ImplicitDeny Outcome = iota
	ExplicitDeny
	Allow
	// Conditional is a decision that hangs on what is not known.
	Conditional
)

func (o Outcome) String() string {
	switch o {
	case Allow:
		return "allow"
	case ExplicitDeny:
		return "explicit deny"
	case ImplicitDeny:
		return "implicit deny"
	case Conditional:
	}
	return "conditional"
}

// Decision is what AWS would answer.
type Decision struct {
	// Allowed says whether the request is allowed.
	Allowed Truth
	// Denied says whether a statement denies it.
	Denied Truth
}

// Outcome puts the decision into a word.
func (d Decision) Outcome() Outcome {
	switch {
	case d.Allowed == Yes:
		return Allow
	case d.Allowed == Unknown:
		return Conditional
	case d.Denied == Yes:
		return ExplicitDeny
	default:
		return ImplicitDeny // a denial that is unknown changes nothing
	}
}

// Decide says what AWS would answer to a request.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
func Decide(r *Request, p *Policies) Decision {
	e := evaluation{r: r, p: p}
	return e.decide()
}

// evaluation is one request on its way.
type evaluation struct {
	r    *Request
	p    *Policies
	why  *[]Match // nil where nobody asks
	mask *mask    // of the prover, which knows of each statement whether it matches; nil for a concrete request
	name *mask    // of the prover, too: what it takes for whether a statement names the principal where that is unknown
}

// about says whether a statement is about the action and the resource.
func (e *evaluation) about(s *statement) Truth {
	if e.mask != nil {
		return e.mask.get(s.slot)
	}
	return s.about(e.r)
}

// names says how closely a statement names the principal.
func (e *evaluation) names(s *statement) [grades]Truth {
	named := s.names(&e.r.Principal, e.p)
	if e.name != nil {
		for g, t := range named {
			if t == Unknown {
				named[g] = e.name.get(s.slot)
			}
		}
	}
	return named
}

// holds says whether a statement's conditions hold.
func (e *evaluation) holds(s *statement) Truth {
	if e.mask != nil {
		return Yes // about has told
	}
	return s.holds(e.r)
}

func (e *evaluation) decide() Decision {
	byResource, denied := e.resource()
	denied = denied.Or(e.controls(e.p.RCPs, "RCP", !e.r.Principal.ServiceLinked && e.r.action != "kms:retiregrant").deny)
	through := Yes
	if e.p.Endpoint != nil {
		at := e.identity("endpoint policy", e.p.Endpoint)
		through, denied = at.allow, denied.Or(at.deny)
	}
	if e.p.Bucket != nil {
		denied = denied.Or(e.blocked())
	}
	granted := e.grants()
	var allowed Truth
	switch e.r.Principal.Kind {
	case Service, Anonymous, Federated:
		allowed = byResource[directly].Or(byResource[byAll]).Or(granted)
		if e.r.Principal.Kind == Anonymous && e.r.service() == "kms" {
			allowed = No // KMS takes no anonymous requests
		}
	case Root, User, RoleSession, FederatedUser:
		at := e.caller()
		denied = denied.Or(at.deny)
		allowed = e.owned(byResource, granted, at)
	}
	return Decision{Allowed: allowed.And(through).And(denied.Not()), Denied: denied}
}

// owned puts the caller's side and the resource's together.
func (e *evaluation) owned(by [grades]Truth, granted Truth, c callerSide) Truth {
	named := by[byAccount].Or(by[byUser]).Or(by[byRole]).Or(by[directly]).Or(by[byAll])
	root := e.r.Principal.Kind == Root
	if e.r.Principal.Account != e.r.owner {
		// Both accounts must agree. A root user needs nobody's leave on his own side. Whether the grant of a key needs the
		// grantee's account is not documented.
		if root {
			return by[byAccount].Or(by[byAll]).And(c.scp)
		}
		return named.And(c.own).Or(granted.And(c.own.Or(Unknown))).And(c.scp)
	}
	if root {
		if e.r.resourceDecides() {
			return by[byAccount].Or(by[byAll]).And(c.scp)
		}
		return c.scp
	}
	own := c.own
	if e.r.resourceDecides() {
		own = own.And(by[byAccount])
	}
	byIts := by[byRole].Or(by[byUser]).And(c.within)
	// Nor is it documented whether a boundary or a session policy bounds what a grant gives.
	byGrant := granted.And(c.within.Or(Unknown))
	return by[directly].Or(by[byAll]).Or(byIts).Or(own).Or(byGrant).And(c.scp)
}

// callerSide is what the caller's account says.
type callerSide struct {
	own    Truth // identity policies allow, within
	within Truth // boundary and session policies allow
	scp    Truth // every level of SCPs allows
	deny   Truth
}

func (e *evaluation) caller() callerSide {
	c := callerSide{own: No, within: Yes, scp: Yes}
	for _, p := range e.p.Identity {
		at := e.identity("identity policy", p)
		c.own, c.deny = c.own.Or(at.allow), c.deny.Or(at.deny)
	}
	if e.p.Boundary != nil {
		at := e.identity("permissions boundary", e.p.Boundary)
		c.within, c.deny = at.allow, c.deny.Or(at.deny)
	}
	if e.p.Session != nil {
		allow := No
		for _, p := range e.p.Session {
			at := e.identity("session policy", p)
			allow, c.deny = allow.Or(at.allow), c.deny.Or(at.deny)
		}
		c.within = c.within.And(allow)
	} else if e.r.Principal.Kind == FederatedUser {
		c.within = No // without a session policy, such a session has only what a resource's policy gives to the session itself
	}
	c.own = c.own.And(c.within)
	scp := e.controls(e.p.SCPs, "SCP", !e.r.Principal.ServiceLinked)
	c.scp, c.deny = scp.allow, c.deny.Or(scp.deny)
	return c
}

// verdict is what policies say.
type verdict struct{ allow, deny Truth }

// controls asks every level of control policies: each must allow.
func (e *evaluation) controls(levels [][]*Policy, kind string, bind bool) verdict {
	v := verdict{allow: Yes}
	if !bind {
		return v
	}
	for _, level := range levels {
		allow := No
		for _, p := range level {
			at := e.identity(kind, p)
			allow, v.deny = allow.Or(at.allow), v.deny.Or(at.deny)
		}
		v.allow = v.allow.And(allow)
	}
	return v
}

// identity asks a policy that names no principals.
func (e *evaluation) identity(kind string, p *Policy) verdict {
	if p.unseen {
		e.unseen(kind, p)
		return verdict{allow: Unknown, deny: Unknown}
	}
	var v verdict
	for i := range p.statements {
		s := &p.statements[i]
		t := e.about(s)
		if t == No {
			continue
		}
		if t = t.And(e.holds(s)); t == No {
			continue
		}
		e.matched(kind, p, s, t)
		if s.deny {
			v.deny = v.deny.Or(t)
		} else {
			v.allow = v.allow.Or(t)
		}
	}
	return v
}

// resource asks the resource's policy and its ACL: for each grade what they allow, and what is denied.
func (e *evaluation) resource() (by [grades]Truth, denied Truth) {
	if e.p.Bucket != nil {
		e.acl(&by)
	}
	p := e.p.Resource
	if p == nil {
		return by, No
	}
	if p.unseen {
		e.unseen(resourcePolicy, p)
		for g := byAccount; g < grades; g++ {
			by[g] = by[g].Or(Unknown)
		}
		return by, Unknown
	}
	for i := range p.statements {
		s := &p.statements[i]
		t := e.about(s)
		if t == No {
			continue
		}
		named := e.names(s)
		some := No
		for _, n := range named {
			some = some.Or(n)
		}
		if some == No {
			continue
		}
		if t = t.And(e.holds(s)); t.And(some) == No {
			continue
		}
		e.matched(resourcePolicy, p, s, t.And(some))
		if s.deny {
			if !e.sparesRoot() {
				denied = denied.Or(t.And(some))
			}
			continue
		}
		for g, n := range named {
			by[g] = by[g].Or(t.And(n))
		}
	}
	return by, denied
}
