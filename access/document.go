package access

import (
	"strings"

	"trailproof/policy"
)

// Policy is a policy document, read for evaluation. It may be used by many goroutines at once.
type Policy struct {
	// Name is for people: an ARN, the name of an inline policy, "bucket policy".
	Name       string
	statements []statement
	unseen     bool
}

// statement is one statement of it.
type statement struct {
	sid   string
	index int
	deny  bool
	slot  int // in the masks of a prover
	twin  int // the same for the same statement of another policy, in a comparison; 0 for none

	actions, notActions       []pattern
	resources, notResources   []resource
	principals, notPrincipals []principal
	conditions                []condition
}

// NewPolicy reads a document.
func NewPolicy(name string, doc *policy.Document) *Policy {
	p := &Policy{Name: name}
	variables := doc.Version == "2012-10-17"
	for i, s := range doc.Statements {
		c := statement{sid: s.Sid, index: i, deny: s.Effect == "Deny"}
		for _, a := range s.Actions {
			c.actions = append(c.actions, newAction(a))
		}
		for _, a := range s.NotActions {
			c.notActions = append(c.notActions, newAction(a))
		}
		for _, r := range s.Resources {
			c.resources = append(c.resources, newResource(r, variables))
		}
		for _, r := range s.NotResources {
			c.notResources = append(c.notResources, newResource(r, variables))
		}
		for _, id := range s.Principals {
			c.principals = append(c.principals, newPrincipal(id))
		}
		for _, id := range s.NotPrincipals {
			c.notPrincipals = append(c.notPrincipals, newPrincipal(id))
		}
		for _, k := range s.Conditions {
			c.conditions = append(c.conditions, newCondition(k, variables))
		}
		p.statements = append(p.statements, c)
	}
	return p
}

// UnseenPolicy stands for a policy that is there, or may be there, and that nobody could read. It may allow and deny anything.
func UnseenPolicy(name string) *Policy { return &Policy{Name: name, unseen: true} }

// about says whether the statement is about the action and the resource.
func (s *statement) about(r *Request) Truth {
	matched := No
	if s.notActions != nil {
		matched = Yes
		for i := range s.notActions {
			if s.notActions[i].match(r.action, &r.Context) == Yes {
				return No
			}
		}
	}
	for i := range s.actions {
		if matched = s.actions[i].match(r.action, &r.Context); matched == Yes {
			break
		}
	}
	if matched == No {
		return No
	}
	return s.resource(r)
}

func (s *statement) resource(r *Request) Truth {
	if s.resources == nil && s.notResources == nil {
		return truth(r.service() == "sts") // a trust policy names no resource; elsewhere such a statement does nothing
	}
	matched := No
	for i := range s.resources {
		if matched = matched.Or(s.resources[i].match(r)); matched == Yes {
			return Yes
		}
	}
	if s.notResources == nil {
		return matched
	}
	for i := range s.notResources {
		n := &s.notResources[i]
		matched = matched.Or(n.match(r)).Or(n.unresolved(r))
	}
	return matched.Not()
}

// holds says whether all conditions hold.
func (s *statement) holds(r *Request) Truth {
	all := Yes
	for i := range s.conditions {
		if all = all.And(s.conditions[i].holds(&r.Context)); all == No {
			return No
		}
	}
	return all
}

// grade is how closely a statement of a resource's policy names the principal. What an Allow is worth hangs on it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
type grade uint8

const (
	byNobody  grade = iota
	byAccount       // the principal's account
	byUser          // the user whose federated session it is
	byRole          // the role whose session it is
	directly        // the user or the session itself, or the service
	byAll           // everybody
	grades
)

// principal is one entry of a Principal element.
type principal struct {
	policy.Principal
	kind entry
	name string // of a role or user in a session's ARN
	rest string // of the session
}

type entry uint8

const (
	everybody entry = iota // "*"
	everyAWS               // {"AWS": "*"}
	account
	user
	role
	session
	federatedUser
	service
	provider
	canonical
	nobody // a deleted principal, or an ARN that names none
)

func newPrincipal(p policy.Principal) principal {
	e := principal{Principal: p, kind: nobody}
	switch p.Type {
	case "*":
		e.kind = everybody
		return e
	case "Service":
		e.kind = service
		return e
	case "Federated":
		e.kind = provider
		return e
	case "CanonicalUser":
		e.kind = canonical
		return e
	}
	parts := splitARN(p.ID, false)
	switch {
	case p.ID == "*":
		e.kind = everyAWS
	case p.Account != "" && p.Account == p.ID:
		e.kind = account
	case len(parts) != 6:
	case parts[2] == "iam" && strings.HasPrefix(parts[5], "user/"):
		e.kind = user
	case parts[2] == "iam" && strings.HasPrefix(parts[5], "role/"):
		e.kind = role
	case parts[2] == "sts" && strings.HasPrefix(parts[5], "assumed-role/"):
		e.kind = session
		e.name, e.rest, _ = strings.Cut(strings.TrimPrefix(parts[5], "assumed-role/"), "/")
	case parts[2] == "sts" && strings.HasPrefix(parts[5], "federated-user/"):
		e.kind = federatedUser
		e.name = strings.TrimPrefix(parts[5], "federated-user/")
	}
	return e
}

// match says whether the entry names the principal, and how closely.
func (e *principal) match(p *Principal, canonicalIDs map[string]string) (grade, Truth) {
	switch e.kind {
	case everybody:
		return byAll, Yes
	case everyAWS:
		if p.Kind == Service {
			return byAll, Unknown // AWS does not say whether this means services
		}
		return byAll, Yes
	case account:
		return byAccount, truth(p.Account == e.Account && p.Kind != Service && p.Kind != Anonymous)
	case user:
		if p.Kind == User {
			return directly, truth(e.ID == p.ARN)
		}
		if p.Kind == FederatedUser {
			// By AWS's word a policy for the user is one for the user's sessions; others saw that it is not.
			return byUser, truth(e.ID == p.ARN).And(Unknown)
		}
	case role:
		return byRole, truth(p.Kind == RoleSession && e.ID == p.ARN)
	case session:
		if p.Kind == RoleSession && e.Account == p.Account && e.name == p.name() {
			return directly, sameSession(e.rest, p.Session)
		}
	case federatedUser:
		if p.Kind == FederatedUser && e.Account == p.Account {
			return directly, sameSession(e.name, p.Session)
		}
	case service:
		return directly, truth(p.Kind == Service && e.ID == p.ARN)
	case provider:
		return directly, truth(p.Kind == Federated && e.ID == p.ARN)
	case canonical:
		if p.Account == "" || p.Kind == Service {
			return byNobody, No
		}
		return byAccount, isCanonical(canonicalIDs, p.Account, e.ID)
	case nobody:
	}
	return byNobody, No
}

func sameSession(named, session string) Truth {
	if session == "" {
		return Unknown
	}
	return truth(named == session)
}

// names says how closely the statement of a resource's policy names the principal: for each grade, whether it does.
func (s *statement) names(p *Principal, w *Policies) (by [grades]Truth) {
	for i := range s.principals {
		g, t := s.principals[i].match(p, w.CanonicalIDs)
		by[g] = by[g].Or(t)
	}
	by[byNobody] = No
	if s.notPrincipals != nil {
		by[byAll] = s.exempts(p, w).Not()
	}
	return by
}

// exempts says whether a NotPrincipal element leaves the principal out. AWS advises to list the account, the role and the
// session, since services test for each of them: only the full list is a certain exemption. A Deny with NotPrincipal hits
// whoever has a permissions boundary.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
func (s *statement) exempts(p *Principal, w *Policies) Truth {
	if s.deny && w.Boundary != nil {
		return No
	}
	var by [grades]Truth
	for i := range s.notPrincipals {
		g, t := s.notPrincipals[i].match(p, w.CanonicalIDs)
		by[g] = by[g].Or(t)
	}
	by[byNobody] = No
	some := No
	for _, t := range by {
		some = some.Or(t)
	}
	all := by[byAccount].And(by[directly])
	switch p.Kind {
	case RoleSession:
		all = all.And(by[byRole])
	case FederatedUser:
		all = all.And(by[byUser])
	case Root:
		all = by[byAccount]
	case Service, Federated:
		all = by[directly]
	case Anonymous, User:
	}
	all = all.Or(by[byAll])
	if all == Yes || some == No {
		return all
	}
	return Unknown
}

// principalOf reads a grantee as an entry of a Principal element.
func principalOf(id string) policy.Principal {
	p := policy.Principal{Type: "AWS", ID: id}
	parts := splitARN(id, false)
	switch {
	case len(parts) == 6:
		p.Account = parts[4]
		if parts[5] == "root" {
			p.ID = p.Account
		}
	case strings.Contains(id, "."):
		p.Type = "Service"
	case len(id) == 12:
		p.Account = id
	}
	return p
}
