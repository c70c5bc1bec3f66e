package access

import (
	"maps"
	"slices"
	"strings"
	"time"

	"trailproof/snapshot"
)

// Account is the identities of a snapshot and the resources of its audit trail, ready to be asked about.
type Account struct {
	id, partition string
	now           time.Time
	users         map[string]identity
	roles         map[string]identity
	complete      bool
	targets       []target
}

// identity is a user or a role.
type identity struct {
	policies []*Policy
	boundary *Policy
	tags     map[string]string
	linked   bool
}

// target is a resource of the audit trail, with what guards it.
type target struct {
	on     kind
	arn    string
	owner  string
	policy *Policy
	grants []Grant
	unseen bool // the grants
	bucket *Bucket
	// canonicalIDs of accounts, as far as they were seen.
	canonicalIDs map[string]string
	context      map[string]Value
	contexts     []map[string]Value // further keys, each a way to send the request
}

// NewAccount reads a snapshot. What is unseen in it stays unknown in every answer that rests on it. Service and resource
// control policies are not in a snapshot: the answers are those of an account without them.
func NewAccount(s *snapshot.Snapshot) *Account {
	a := &Account{
		id: s.Source.Account, partition: s.Source.Partition, now: s.Source.TakenAt,
		users: map[string]identity{}, roles: map[string]identity{}, complete: s.IAM.Users != nil && s.IAM.Roles != nil,
	}
	a.readIdentities(s)
	a.readTargets(s)
	return a
}

// seenPolicy reads a policy that was seen; a text without a single meaning may say anything.
func seenPolicy(name string, p snapshot.Policy) *Policy {
	doc, ok := p.Document.Get()
	if !ok {
		return UnseenPolicy(name)
	}
	return NewPolicy(name, &doc)
}

// fieldPolicy reads the policy of a resource: nil where there is none.
func fieldPolicy(name string, f snapshot.Field[snapshot.Policy]) *Policy {
	if f.IsAbsent() {
		return nil
	}
	p, ok := f.Get()
	if !ok {
		return UnseenPolicy(name)
	}
	return seenPolicy(name, p)
}

func (a *Account) readIdentities(s *snapshot.Snapshot) {
	managed := map[string]*Policy{}
	for arn, p := range s.IAM.Policies {
		managed[arn] = seenPolicy(arn, p.Policy)
	}
	lookUp := func(arn string) *Policy {
		if p, ok := managed[arn]; ok {
			return p
		}
		return UnseenPolicy(arn)
	}
	collect := func(of string, inline map[string]snapshot.Policy, attached []string) []*Policy {
		var all []*Policy
		for _, name := range slices.Sorted(maps.Keys(inline)) {
			all = append(all, seenPolicy(of+" inline "+name, inline[name]))
		}
		for _, arn := range attached {
			all = append(all, lookUp(arn))
		}
		return all
	}
	boundary := func(arn *string) *Policy {
		if arn == nil {
			return nil
		}
		return lookUp(*arn)
	}
	groups := map[string][]*Policy{}
	for arn, g := range s.IAM.Groups {
		groups[g.Name] = collect(arn, g.Inline, g.Attached)
	}
	for arn, u := range s.IAM.Users {
		i := identity{policies: collect(arn, u.Inline, u.Attached), boundary: boundary(u.Boundary), tags: u.Tags}
		for _, name := range u.Groups {
			policies, ok := groups[name]
			if !ok {
				policies = []*Policy{UnseenPolicy("group " + name)}
			}
			i.policies = append(i.policies, policies...)
		}
		a.users[arn] = i
	}
	for arn, r := range s.IAM.Roles {
		a.roles[arn] = identity{
			policies: collect(arn, r.Inline, r.Attached), boundary: boundary(r.Boundary), tags: r.Tags,
			linked: strings.HasPrefix(r.Path, "/aws-service-role/"),
		}
	}
}

// readTargets finds the trails that the account owns, their buckets and keys. One log file stands for all.
func (a *Account) readTargets(s *snapshot.Snapshot) {
	seen := map[string]bool{}
	add := func(t target) {
		if !seen[t.arn] {
			seen[t.arn] = true
			a.targets = append(a.targets, t)
		}
	}
	for _, arn := range slices.Sorted(maps.Keys(s.CloudTrail.Trails)) {
		t := s.CloudTrail.Trails[arn]
		if t.Owner != a.id {
			continue
		}
		b := s.S3.Buckets[t.Bucket]
		owner, ok := b.Owner.Get()
		if !ok && !b.Owner.IsAbsent() {
			owner = a.id // most are; the policy is unseen where nobody could look
		}
		guarded := target{owner: owner, policy: fieldPolicy("bucket policy of "+t.S3BucketName, b.Policy), bucket: guards(s, b)}
		if acl, seen := b.ACL.Get(); seen && ok {
			guarded.canonicalIDs = map[string]string{owner: acl.Owner}
		}
		file := t.Bucket + "/"
		if t.S3KeyPrefix != nil {
			file += *t.S3KeyPrefix + "/"
		}
		file += "AWSLogs/" + t.Owner + "/CloudTrail/" + t.HomeRegion + "/2025/01/01/log.json.gz"
		object, bucket := guarded, guarded
		object.on, object.arn = onObjects, file
		bucket.on, bucket.arn = onBucket, t.Bucket
		add(object)
		add(bucket)
		if key, ok := t.Key.Get(); ok {
			add(a.keyTarget(s, key, arn, file))
		} else if !t.Key.IsAbsent() {
			add(target{on: onKey, arn: "the key of " + arn, owner: a.id, policy: UnseenPolicy("key policy"), unseen: true})
		}
		add(target{on: onTrail, arn: arn, owner: t.Owner})
	}
	slices.SortStableFunc(a.targets, func(x, y target) int {
		if x.on != y.on {
			return int(x.on) - int(y.on)
		}
		return strings.Compare(x.arn, y.arn)
	})
}

// guards is what S3 looks at beside the policy.
func guards(s *snapshot.Snapshot, b snapshot.Bucket) *Bucket {
	g := &Bucket{Enforced: Unknown, IgnorePublicACLs: Unknown, RestrictPublicBuckets: Unknown, Public: Unknown}
	if ownership, ok := b.Ownership.Get(); ok || b.Ownership.IsAbsent() {
		g.Enforced = truth(ownership == "BucketOwnerEnforced")
	}
	block := func(f snapshot.Field[snapshot.PublicAccessBlock]) (ignore, restrict Truth) {
		if v, ok := f.Get(); ok || f.IsAbsent() {
			return truth(v.IgnorePublicACLs), truth(v.RestrictPublicBuckets)
		}
		return Unknown, Unknown
	}
	ignore, restrict := block(b.PublicAccessBlock)
	accountIgnore, accountRestrict := block(s.S3.AccountPublicAccessBlock)
	g.IgnorePublicACLs, g.RestrictPublicBuckets = ignore.Or(accountIgnore), restrict.Or(accountRestrict)
	if status, ok := b.PolicyStatus.Get(); ok || b.PolicyStatus.IsAbsent() {
		g.Public = truth(status.IsPublic)
	}
	if acl, ok := b.ACL.Get(); ok {
		for _, grant := range acl.Grants {
			g.ACL = append(g.ACL, ACLGrant{grant.Grantee, grant.Permission})
		}
	} else {
		g.ACLUnseen = !b.ACL.IsAbsent()
	}
	return g
}

func (a *Account) keyTarget(s *snapshot.Snapshot, arn, trail, file string) target {
	k := s.KMS.Keys[arn]
	t := target{
		on: onKey, arn: arn, owner: arnPart(arn, 4), policy: fieldPolicy("key policy of "+arn, k.Policy),
		context: map[string]Value{
			"kms:EncryptionContext:aws:cloudtrail:arn": Single(trail), "kms:EncryptionContext:aws:s3:arn": Single(file),
		},
		// Straight to KMS, or through S3 while it reads the file.
		contexts: []map[string]Value{
			{"kms:ViaService": Absent(), "aws:ViaAWSService": Single("false")},
			{"kms:ViaService": Single("s3." + arnPart(arn, 3) + ".amazonaws.com"), "aws:ViaAWSService": Single("true")},
		},
	}
	if grants, ok := k.Grants.Get(); ok {
		for _, g := range grants {
			t.grants = append(t.grants, grantOf(g))
		}
	} else {
		t.unseen = true
	}
	return t
}

func grantOf(g snapshot.KeyGrant) Grant {
	grant := Grant{ID: g.ID, Operations: g.Operations, Equals: g.EncryptionContextEquals, Subset: g.EncryptionContextSubset}
	switch {
	case g.Grantee != nil:
		grant.Grantee = *g.Grantee
	case g.GranteeService != nil:
		grant.Grantee = *g.GranteeService
	}
	if len(grant.Equals) == 0 {
		grant.Equals = nil
	}
	return grant
}

// arnPart returns the i-th part of an ARN.
func arnPart(arn string, i int) string {
	if parts := splitARN(arn, false); i < len(parts) {
		return parts[i]
	}
	return ""
}

// Answer is what follows from the policies about one principal and question.
type Answer struct {
	// Can is "yes", "no", "conditional" (it hangs on condition keys of the request), or "unknown" (on something that could
	// not be seen).
	Can string `json:"can"`
	// Action and Resource are those that it can be done by, or might; empty for no.
	Action   string `json:"action"`
	Resource string `json:"resource"`
	// Why has what had a say in that.
	Why []Match `json:"why"`
}

// Ask says whether a principal, one of Principals, can do what a question is about; for a role, some session of it. It takes the first action that is enough,
// and the most certain. A sender is taken to choose TLS, and to have neither MFA nor a network in particular: what hangs on
// these is conditional.
func (a *Account) Ask(arn string, q Question) (Answer, bool) {
	p, who, ok := a.principal(arn)
	if !ok {
		return Answer{}, false
	}
	best := Answer{Can: "no", Why: []Match{}}
	for _, group := range asked[q] {
		for i := range a.targets {
			t := &a.targets[i]
			if t.on != group.on {
				continue
			}
			for _, action := range group.actions {
				answer := a.ask(p, who, t, action)
				if rank(answer.Can) > rank(best.Can) {
					best = answer
				}
				if best.Can == "yes" {
					return best, true
				}
			}
		}
	}
	return best, true
}

func rank(can string) int { return slices.Index([]string{"no", "unknown", "conditional", "yes"}, can) }

// ask decides one action on one target, sent in each way that there is.
func (a *Account) ask(p Principal, who identity, t *target, action string) Answer {
	r := NewRequest(action, t.arn, t.owner)
	r.Principal = p
	policies := &Policies{
		Identity: who.policies, Boundary: who.boundary, Resource: t.policy, Grants: t.grants, GrantsUnseen: t.unseen,
		Bucket: t.bucket, CanonicalIDs: t.canonicalIDs,
	}
	ways := t.contexts
	if ways == nil {
		ways = []map[string]Value{{"aws:ViaAWSService": Single("false")}}
	}
	best := Answer{Can: "no", Why: []Match{}}
	base := a.context(p, who, t)
	for _, way := range ways {
		r.Context = base.With(way)
		d := Decide(&r, policies)
		if d.Allowed == No {
			continue
		}
		_, why := Explain(&r, policies)
		answer := Answer{Can: "yes", Action: action, Resource: t.arn, Why: why}
		if d.Allowed == Unknown {
			answer.Can = "conditional"
			if slices.ContainsFunc(why, func(m Match) bool { return m.Truth == Unknown && m.Index < 0 }) || t.unseen {
				answer.Can = "unknown"
			}
		}
		if rank(answer.Can) > rank(best.Can) {
			best = answer
		}
	}
	return best
}

// context is what is known of a request that a principal would send.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
func (a *Account) context(p Principal, who identity, t *target) Context {
	keys := map[string]Value{
		"aws:PrincipalArn": Single(p.ARN), "aws:PrincipalAccount": Single(p.Account), "aws:PrincipalIsAWSService": Single("false"),
		"aws:SecureTransport": Single("true"), "aws:CurrentTime": Single(a.now.Format(time.RFC3339)),
		"aws:ResourceAccount": Single(t.owner), "kms:CallerAccount": Single(p.Account),
		"aws:SourceArn": Absent(), "aws:SourceAccount": Absent(), "aws:SourceOrgID": Absent(),
		"aws:PrincipalServiceName": Absent(), "aws:PrincipalServiceNamesList": Absent(),
		"aws:username": Absent(),
	}
	switch p.Kind {
	case User:
		keys["aws:username"] = Single(p.name())
		for name, value := range who.tags {
			keys["aws:PrincipalTag/"+name] = Single(value)
		}
	case Anonymous:
		keys["aws:PrincipalArn"], keys["aws:PrincipalAccount"] = Absent(), Single("anonymous")
		keys["aws:PrincipalIsAWSService"], keys["kms:CallerAccount"] = Absent(), Absent()
		keys["aws:PrincipalOrgID"], keys["aws:PrincipalOrgPaths"] = Absent(), Absent()
	case Root, RoleSession, FederatedUser, Service, Federated:
	}
	for name, v := range t.context {
		keys[name] = v
	}
	return NewContext(true, keys)
}
