package access

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Prove says whether a claim holds for every request there can be, one proof for each log bucket, key or trail that it is about.
// It knows of no others. Service and resource control policies are not in a snapshot: they could only take away.
func (a *Account) Prove(c *Claim) ([]Proof, error) {
	read, err := c.read()
	if err != nil {
		return nil, err
	}
	proofs := []Proof{}
	for _, on := range c.On {
		found, err := a.targetsOf(on)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			proofs = append(proofs, unseenProof(on, "what the account has of it; none was seen"))
		}
		for pattern, t := range found {
			if !strings.HasPrefix(pattern, "arn:") {
				proofs = append(proofs, unseenProof(pattern, pattern+" was not seen"))
				continue
			}
			w := a.world(t)
			proofs = append(proofs, prove(read, w, pattern, w.senders(read)))
		}
	}
	slices.SortFunc(proofs, func(p, q Proof) int { return strings.Compare(p.Resource, q.Resource) })
	return proofs, nil
}

func unseenProof(on, what string) Proof {
	return Proof{Verdict: Undecided, Resource: on, Open: []string{what}}
}

// targetsOf finds what a question is about, by the pattern of ARNs.
func (a *Account) targetsOf(on string) (map[string]*target, error) {
	found := map[string]*target{}
	named := map[string]kind{"the log objects": onObjects, "the log buckets": onBucket, "the log keys": onKey, "the trails": onTrail}
	want, ok := named[on]
	for i := range a.targets {
		t := &a.targets[i]
		switch {
		case ok && t.on == want:
			found[t.pattern()] = t
		case ok:
		case t.arn == on, t.on == onBucket && strings.HasPrefix(on, t.arn+"/"):
			found[on] = t
		}
	}
	if ok || len(found) > 0 {
		return found, nil
	}
	var known []string
	for i := range a.targets {
		if a.targets[i].on != onObjects {
			known = append(known, a.targets[i].arn)
		}
	}
	return nil, fmt.Errorf("claim: on: %q is neither a bucket, a key nor a trail of the audit trail, nor in such a bucket: %s", on,
		strings.Join(known, ", "))
}

// pattern is the ARNs for which the target stands.
func (t *target) pattern() string {
	if t.on != onObjects {
		return t.arn
	}
	before, _, _ := strings.Cut(t.arn, "/AWSLogs/")
	return before + "/AWSLogs/*"
}

// world is what guards a target, and the account's identities.
func (a *Account) world(t *target) *World {
	w := &World{
		Partition: a.partition, Owner: t.owner,
		Guard: Policies{Resource: t.policy, Grants: t.grants, GrantsUnseen: t.unseen, Bucket: t.bucket, CanonicalIDs: t.canonicalIDs},
	}
	if t.owner != a.id {
		w.OwnUnseen = true
		return w
	}
	w.OwnUnseen = !a.complete
	w.Own = append(w.Own, Own{Principal: Principal{Kind: Root, ARN: a.root(), Account: a.id}})
	for _, arn := range slices.Sorted(maps.Keys(a.users)) {
		u := a.users[arn]
		w.Own = append(w.Own, Own{
			Principal: Principal{Kind: User, ARN: arn, Account: a.id}, Identity: u.policies, Boundary: u.boundary, Tags: u.tags,
		})
	}
	for _, arn := range slices.Sorted(maps.Keys(a.roles)) {
		r := a.roles[arn]
		w.Own = append(w.Own, Own{
			Principal: Principal{Kind: RoleSession, ARN: arn, Account: a.id, ServiceLinked: r.linked}, Identity: r.policies,
			Boundary: r.boundary,
		})
	}
	return w
}
