package access

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"trailproof/snapshot"
)

// Version of the document that a Matrix is. Within a major version fields are only added.
const Version = "1.0"

// Reads are the evidence paths that the answers rest on.
var Reads = []string{
	"cloudtrail.trails", "cloudtrail.trails.*.key",
	"s3.account_public_access_block", "s3.buckets", "s3.buckets.*.owner", "s3.buckets.*.policy", "s3.buckets.*.policy_status",
	"s3.buckets.*.acl", "s3.buckets.*.ownership", "s3.buckets.*.public_access_block",
	"kms.keys", "kms.keys.*.policy", "kms.keys.*.grants",
	"iam.users", "iam.roles", "iam.groups", "iam.policies",
}

// Matrix is who can do what to the audit trail of an account.
type Matrix struct {
	Version string `json:"version"`
	Account string `json:"account"`
	// Limits say in words what the answers leave out.
	Limits []string `json:"limits"`
	// Rows are everybody, the root user, users and roles of the account, and those of other accounts whom a policy names.
	Rows []Row `json:"rows"`
}

// Row is one principal.
type Row struct {
	// Principal is an ARN, an account number (somebody in that account), or "*" for everybody, without credentials too.
	Principal string              `json:"principal"`
	Answers   map[Question]Answer `json:"answers"`
}

// NewMatrix asks every question about everybody.
func NewMatrix(s *snapshot.Snapshot) Matrix {
	a := NewAccount(s)
	m := Matrix{Version: Version, Account: s.Source.Account, Limits: a.limits(), Rows: []Row{}}
	for _, arn := range a.Principals() {
		m.Rows = append(m.Rows, a.row(arn))
	}
	return m
}

func (a *Account) row(arn string) Row {
	r := Row{Principal: arn, Answers: map[Question]Answer{}}
	for _, q := range Questions {
		r.Answers[q], _ = a.Ask(arn, q)
	}
	return r
}

// limits say what no answer takes into account.
func (a *Account) limits() []string {
	limits := []string{
		"what service and resource control policies of the organization deny; nobody looked at them",
		"what somebody could do after assuming another role, or after writing a policy for himself",
	}
	if !a.complete {
		limits = append(limits, "users and roles that could not be seen")
	}
	if len(a.targets) == 0 {
		limits = append(limits, "any trail: none that belongs to the account was seen")
	}
	return limits
}

// Principals are all that can be asked about: "*", the root user, the account's users and roles by ARN, and the principals of
// other accounts that a policy of the audit trail names.
func (a *Account) Principals() []string {
	own := slices.Concat(slices.Collect(maps.Keys(a.users)), slices.Collect(maps.Keys(a.roles)))
	slices.Sort(own)
	foreign := map[string]bool{}
	for i := range a.targets {
		t := &a.targets[i]
		if t.policy != nil {
			t.policy.foreigners(a.id, foreign)
		}
		for _, g := range t.grants {
			if p := newPrincipal(principalOf(g.Grantee)); p.Account != "" && p.Account != a.id {
				foreign[p.ID] = true
			}
		}
	}
	return slices.Concat([]string{everyone, a.root()}, own, slices.SortedFunc(maps.Keys(foreign), cmp.Compare))
}

// foreigners adds the principals of other accounts that the policy names.
func (p *Policy) foreigners(account string, found map[string]bool) {
	for i := range p.statements {
		for _, e := range p.statements[i].principals {
			if e.Account != "" && e.Account != account && e.kind != nobody {
				found[e.ID] = true
			}
		}
	}
}

const everyone = "*"

func (a *Account) root() string { return "arn:" + a.partition + ":iam::" + a.id + ":root" }

// principal returns who is asked about, with the policies of his own.
func (a *Account) principal(arn string) (Principal, identity, bool) {
	if u, ok := a.users[arn]; ok {
		return Principal{Kind: User, ARN: arn, Account: a.id}, u, true
	}
	if r, ok := a.roles[arn]; ok {
		return Principal{Kind: RoleSession, ARN: arn, Account: a.id, ServiceLinked: r.linked}, r, true
	}
	switch {
	case arn == everyone:
		return Principal{Kind: Anonymous}, identity{}, true
	case arn == a.root():
		return Principal{Kind: Root, ARN: arn, Account: a.id}, identity{}, true
	case !slices.Contains(a.Principals(), arn):
		return Principal{}, identity{}, false
	}
	e := newPrincipal(principalOf(arn))
	p := Principal{Kind: Root, ARN: arn, Account: e.Account}
	if e.kind == account {
		return p, identity{}, true // somebody there can: its root user, whom no policy of its own keeps from it
	}
	// Of another account nobody here sees the policies.
	switch e.kind {
	case user:
		p.Kind = User
	case role:
		p.Kind = RoleSession
	case session:
		p.Kind, p.Session = RoleSession, e.rest
		p.ARN = strings.Replace(strings.TrimSuffix(arn, "/"+e.rest), ":sts:", ":iam:", 1)
		p.ARN = strings.Replace(p.ARN, ":assumed-role/", ":role/", 1)
	case federatedUser:
		p.Kind, p.Session = FederatedUser, e.name
	case everybody, everyAWS, account, service, provider, canonical, nobody:
	}
	return p, identity{policies: []*Policy{UnseenPolicy("policies of account " + e.Account)}}, true
}
