package access

import "slices"

// Bucket is what S3 looks at beside the bucket's policy.
type Bucket struct {
	// ACL are its grants; Enforced says that object ownership disables them.
	ACL      []ACLGrant
	Enforced Truth
	// ACLUnseen says that the ACL could not be read.
	ACLUnseen bool
	// IgnorePublicACLs and RestrictPublicBuckets are the switches of Block Public Access in force: of the organization, the
	// account, the bucket and the access point together.
	IgnorePublicACLs, RestrictPublicBuckets Truth
	// Public says whether AWS takes the bucket's policy for a public one.
	Public Truth
}

// ACLGrant is one entry of an ACL: the canonical id of an account, or the URI of a group.
type ACLGrant struct{ Grantee, Permission string }

const (
	allUsers           = "http://acs.amazonaws.com/groups/global/AllUsers"
	authenticatedUsers = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
)

// aclActions are what the permissions of a bucket's ACL allow.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#permissions
var aclActions = map[string][]string{
	"READ":      {"s3:listbucket", "s3:listbucketversions", "s3:listbucketmultipartuploads"},
	"WRITE":     {"s3:putobject"},
	"READ_ACP":  {"s3:getbucketacl"},
	"WRITE_ACP": {"s3:putbucketacl"},
	"FULL_CONTROL": {
		"s3:listbucket", "s3:listbucketversions", "s3:listbucketmultipartuploads", "s3:putobject", "s3:getbucketacl",
		"s3:putbucketacl",
	},
}

// acl adds what the bucket's ACL allows.
func (e *evaluation) acl(by *[grades]Truth) {
	b, p := e.p.Bucket, &e.r.Principal
	if b.Enforced == Yes {
		return
	}
	if b.ACLUnseen && slices.Contains(aclActions["FULL_CONTROL"], e.r.action) {
		by[byAll] = by[byAll].Or(Unknown)
		if e.why != nil {
			*e.why = append(*e.why, Match{Kind: "ACL", Policy: "of the bucket, which was not seen,", Index: -1, Truth: Unknown})
		}
	}
	for _, g := range b.ACL {
		grants := false
		for _, a := range aclActions[g.Permission] {
			grants = grants || a == e.r.action
		}
		if !grants {
			continue
		}
		at, t := byAll, b.IgnorePublicACLs.Not()
		switch g.Grantee {
		case allUsers:
		case authenticatedUsers:
			t = t.And(truth(p.Kind != Anonymous && p.Kind != Service))
		default:
			at = byAccount
			if t = No; p.Account != "" && p.Kind != Service {
				t = isCanonical(e.p.CanonicalIDs, p.Account, g.Grantee)
			}
		}
		t = t.And(b.Enforced.Not())
		by[at] = by[at].Or(t)
		if t != No && e.why != nil {
			*e.why = append(*e.why, Match{Kind: "ACL", Policy: g.Grantee, Sid: g.Permission, Index: -1, Truth: t})
		}
	}
}

// isCanonical says whether a canonical id is that of an account. No two accounts have the same.
func isCanonical(ids map[string]string, account, id string) Truth {
	if known, ok := ids[account]; ok {
		return truth(known == id)
	}
	for _, known := range ids {
		if known == id {
			return No
		}
	}
	return Unknown
}

// blocked says whether Block Public Access refuses: a bucket whose policy is public serves its own account and AWS services only,
// and nobody else, even whom the policy names.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
func (e *evaluation) blocked() Truth {
	b, p := e.p.Bucket, &e.r.Principal
	if p.Kind == Service || p.Kind != Anonymous && p.Account == e.r.owner {
		return No
	}
	t := b.RestrictPublicBuckets.And(b.Public)
	if t != No && e.why != nil {
		*e.why = append(*e.why, Match{Kind: "Block Public Access", Index: -1, Deny: true, Truth: t})
	}
	return t
}

// sparesRoot says whether a denial of the bucket's policy does not bind: the root user of the bucket's account can always
// mend the policy.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
func (e *evaluation) sparesRoot() bool {
	if e.p.Bucket == nil || e.r.Principal.Kind != Root || e.r.Principal.Account != e.r.owner {
		return false
	}
	switch e.r.action {
	case "s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy":
		return true
	}
	return false
}
