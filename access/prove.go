package access

import "fmt"

// Verdict is what a proof comes to.
type Verdict string

// The verdicts.
const (
	// Proved is a claim that holds for every request there can be.
	Proved Verdict = "proved"
	// Violated is a claim against which there is a request that Decide allows.
	Violated Verdict = "violated"
	// Undecided is neither: some request may be allowed, and none was found that certainly is.
	Undecided Verdict = "unknown"
)

// World is what guards a resource, and who there is to ask for it.
type World struct {
	// Partition is aws where it is empty.
	Partition string
	// Owner is the account of the resource.
	Owner string
	// Organization is the id of the organization that the owner is in; empty where nobody knows.
	Organization string
	// Guard is what guards the resource: its policy, grants, bucket, RCPs and the endpoint's policy. The rest is left alone.
	Guard Policies
	// Own are the principals of the owner's account.
	Own []Own
	// OwnUnseen says that there may be more of them.
	OwnUnseen bool
	// OwnSCPs bind them.
	OwnSCPs [][]*Policy

	effort int // other than the usual, in tests
}

// Own is a user, a role or the root user of the owner's account.
type Own struct {
	Principal Principal
	Identity  []*Policy
	Boundary  *Policy
	Tags      map[string]string // aws:PrincipalTag/ keys, where they are known
}

func (w *World) partition() string {
	if w.Partition == "" {
		return "aws"
	}
	return w.Partition
}

// Proof is the answer to a claim.
type Proof struct {
	Verdict Verdict `json:"verdict"`
	// Resource is the pattern that it is about.
	Resource string `json:"resource"`
	// Witness is a request that violates the claim; nil unless Violated.
	Witness *Witness `json:"witness"`
	// Open are the condition keys, and the things that could not be seen or were too many, that decide; sorted. Empty unless
	// the verdict is Undecided.
	Open []string `json:"open"`
	// Combinations is in how many ways a request can match some statements and not others, as far as that could matter: the
	// decision was made for each.
	Combinations int `json:"combinations"`
}

// work bounds what one proof may cost: some tenths of a second.
const work = 150_000_000

// Prove says whether a claim holds for every request there can be, one proof for each resource that it is about. Identities of
// other accounts are taken to have all permissions that their own account can give, the sender to choose whatever AWS does not
// set. Where policies tell apart more than can be counted in bounded time and memory, the verdict is Undecided.
func Prove(c *Claim, w *World) ([]Proof, error) {
	read, err := c.read()
	if err != nil {
		return nil, err
	}
	var proofs []Proof
	for _, pattern := range c.On {
		if !isTarget(pattern) {
			return nil, fmt.Errorf("claim: on: %q is of an account, and none is asked", pattern)
		}
		proofs = append(proofs, prove(read, w, pattern, w.senders(read)))
	}
	return proofs, nil
}

func prove(c *reading, w *World, pattern string, groups []senders) Proof {
	b := &budget{left: work}
	if w.effort > 0 {
		b.left = w.effort
	}
	proof := Proof{Verdict: Proved, Resource: pattern, Open: []string{}}
	open := map[string]bool{}
	for _, group := range groups {
		s := newSearch(c, w, group, b)
		s.run(pattern, &proof, open)
		if proof.Verdict == Violated {
			return proof
		}
	}
	proof.Open = sorted(open)
	if len(open) > 0 {
		proof.Verdict = Undecided
	}
	return proof
}

// allows is a policy that allows everything.
func allows(name string) *Policy {
	return &Policy{Name: name, statements: []statement{{sid: "All", actions: []pattern{newAction("*")}, resources: []resource{{all: true}}}}}
}

// senders are the groups of principals that a claim is about.
func (w *World) senders(c *reading) []senders {
	guard := w.Guard
	guard.Identity, guard.Boundary, guard.Session, guard.SCPs = nil, nil, nil, nil
	others := guard
	others.Identity = []*Policy{allows("what the other account allows")}
	sessions := others
	sessions.Session = []*Policy{allows("what the session allows")}
	all := []senders{
		{sets: []Policies{guard}, kinds: []Kind{Anonymous, Service, Federated}},
		{sets: []Policies{others}, kinds: []Kind{User, RoleSession, Root}},
		{sets: []Policies{sessions}, kinds: []Kind{FederatedUser}},
	}
	if c.leavesOut(w.Owner) {
		return all
	}
	for i := range w.Own {
		o := &w.Own[i]
		own := guard
		own.Identity, own.Boundary, own.SCPs = o.Identity, o.Boundary, w.OwnSCPs
		all = append(all, senders{
			sets: []Policies{own}, kinds: []Kind{o.Principal.Kind}, account: w.Owner, one: &o.Principal, tags: o.Tags,
		})
	}
	// What a federated user has from a user's policies the user has himself; here is what a resource gives to the session.
	own := guard
	own.Session, own.SCPs = sessions.Session, w.OwnSCPs
	all = append(all, senders{sets: []Policies{own}, kinds: []Kind{FederatedUser}, account: w.Owner})
	if w.OwnUnseen {
		unseen := guard
		unseen.Identity, unseen.SCPs = []*Policy{UnseenPolicy("users and roles of account " + w.Owner)}, w.OwnSCPs
		all = append(all, senders{sets: []Policies{unseen}, kinds: []Kind{User, RoleSession}, account: w.Owner})
	}
	return all
}
