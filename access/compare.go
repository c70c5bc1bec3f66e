package access

import (
	"encoding/json"
	"fmt"
	"strings"

	"trailproof/policy"
)

// PolicyKind is what a policy is attached to. What it can give, and to whom, hangs on that.
type PolicyKind string

// The kinds of policies that can be compared.
const (
	OfIdentity PolicyKind = "identity"
	OfBoundary PolicyKind = "boundary"
	OfSCP      PolicyKind = "scp"
	OfRCP      PolicyKind = "rcp"
	OfBucket   PolicyKind = "bucket"
	OfKey      PolicyKind = "key"
	OfTrust    PolicyKind = "trust"
)

// PolicyKinds are all of them.
var PolicyKinds = []PolicyKind{OfIdentity, OfBoundary, OfSCP, OfRCP, OfBucket, OfKey, OfTrust}

// Comparison is the question whether a policy allows more than another.
type Comparison struct {
	Kind PolicyKind
	// Account owns what the policy is attached to.
	Account string
	// Actions and Resource narrow the question; none for all that such a policy can be about.
	Actions  []string
	Resource string
}

// Compare says whether the new policy allows a request that the old one does not: Proved if there is none, Violated with one,
// or Undecided. Whatever else would have to allow the request, such as the policies of the caller, is taken to allow it.
// Where a resource's policy is compared, its own account's principals are looked at twice: with policies of their own that allow
// everything, and without any.
func Compare(before, after *policy.Document, c Comparison) (Proof, error) {
	if !isAccount(c.Account) {
		return Proof{}, fmt.Errorf("compare: account: %q is not an account of 12 digits", c.Account)
	}
	claim := Claim{Who: "principal", Actions: c.Actions, On: []string{c.Resource}}
	actions, on := "*:*", "*"
	switch c.Kind {
	case OfBucket:
		actions, on = "s3:*", "arn:aws:s3:::*"
	case OfKey:
		actions, on = "kms:*", "arn:aws:kms:*:"+c.Account+":key/*"
	case OfTrust:
		actions, on = "sts:*", "arn:aws:iam::"+c.Account+":role/*"
	case OfIdentity, OfBoundary, OfSCP, OfRCP:
	default:
		return Proof{}, fmt.Errorf("compare: kind: %q is none that can be compared", c.Kind)
	}
	if len(claim.Actions) == 0 {
		claim.Actions = []string{actions}
	}
	if c.Resource == "" {
		claim.On = []string{on}
	}
	read, err := claim.read()
	if err != nil {
		return Proof{}, err
	}
	now, old := NewPolicy("new policy", after), NewPolicy("old policy", before)
	if pair(old, now, before, after) {
		return Proof{Verdict: Proved, Resource: claim.On[0], Open: []string{}}, nil
	}
	w := &World{Owner: c.Account}
	if parts := splitARN(claim.On[0], false); len(parts) == 6 && !strings.ContainsAny(parts[1], "*?") {
		w.Partition = parts[1]
	}
	return prove(read, w, claim.On[0], comparing(c, old, now)), nil
}

// pair marks the statements that both policies have. It says whether what is left can't allow more: new denials, and grants that
// are gone.
func pair(old, now *Policy, before, after *policy.Document) bool {
	key := func(s policy.Statement) string {
		s.Sid, s.Offset = "", 0
		text, err := json.Marshal(s)
		if err != nil {
			return ""
		}
		return string(text)
	}
	same := before.Version == after.Version
	twins := map[string]int{}
	for i, s := range before.Statements {
		if k := key(s); k != "" && same {
			if twins[k] == 0 {
				twins[k] = len(twins) + 1
			}
			old.statements[i].twin = twins[k]
		}
	}
	kept := map[int]bool{}
	narrower := true
	for i, s := range after.Statements {
		t := twins[key(s)]
		now.statements[i].twin = t
		kept[t] = true
		narrower = narrower && (t > 0 || s.Effect == "Deny")
	}
	for i := range old.statements {
		narrower = narrower && (kept[old.statements[i].twin] || !old.statements[i].deny)
	}
	return narrower && same
}

// comparing are the groups of senders in a comparison.
func comparing(c Comparison, old, now *Policy) []senders {
	var all []senders
	add := func(account string, kinds []Kind, put func(*Policy) Policies) {
		all = append(all, senders{sets: []Policies{put(now), put(old)}, account: account, kinds: kinds})
	}
	everything := []*Policy{allows("whatever else decides")}
	users := []Kind{User, RoleSession}
	// Lets the account's identity policies count where the resource must say so.
	delegation := allows("delegation")
	delegation.statements[0].principals = []principal{newPrincipal(policy.Principal{Type: "AWS", ID: c.Account, Account: c.Account})}
	public := allows("resource policy")
	public.statements[0].principals = []principal{newPrincipal(policy.Principal{Type: "*", ID: "*"})}
	switch c.Kind {
	case OfIdentity:
		add(c.Account, users, func(p *Policy) Policies { return Policies{Identity: []*Policy{p}, Resource: delegation} })
	case OfBoundary:
		add(c.Account, users, func(p *Policy) Policies { return Policies{Identity: everything, Boundary: p, Resource: delegation} })
	case OfSCP:
		add(c.Account, append(users, Root), func(p *Policy) Policies {
			return Policies{Identity: everything, SCPs: [][]*Policy{{p}}, Resource: delegation}
		})
	case OfRCP, OfBucket, OfKey, OfTrust:
		guard := func(p *Policy) Policies { return Policies{Resource: p} }
		if c.Kind == OfRCP {
			guard = func(p *Policy) Policies { return Policies{Resource: public, RCPs: [][]*Policy{{p}}} }
		}
		own := func(p *Policy) Policies {
			q := guard(p)
			q.Identity = everything
			return q
		}
		session := func(p *Policy) Policies {
			q := guard(p)
			q.Session = everything
			return q
		}
		ownSession := func(p *Policy) Policies {
			q := session(p)
			q.Identity = everything
			return q
		}
		add("", []Kind{Anonymous, Service, Federated}, guard)
		add("", []Kind{User, RoleSession, Root}, own)
		add("", []Kind{FederatedUser}, ownSession)
		add(c.Account, append(users, Root), guard)
		add(c.Account, users, own)
		add(c.Account, []Kind{FederatedUser}, session)
		add(c.Account, []Kind{FederatedUser}, ownSession)
	}
	return all
}
