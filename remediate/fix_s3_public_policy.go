package remediate

import (
	"slices"

	"trailproof/plan"
	"trailproof/policy"
)

// s3PublicRead, s3PublicWrite and s3PolicyStatus put the account in the place of everybody, in the statements that let
// everybody in. All else in the statements stays: what they allow, where, and under which conditions.
var (
	s3PublicRead   = Fix{Rule: "s3.public_read", Uses: []*Operation{putBucketPolicy}, Plan: closing("s3:get", "s3:list")}
	s3PublicWrite  = Fix{Rule: "s3.public_write", Uses: []*Operation{putBucketPolicy}, Plan: closing(publicWrites...)}
	s3PolicyStatus = Fix{Rule: "s3.policy_status", Uses: []*Operation{putBucketPolicy}, Plan: closing("s3:")}
)

var publicWrites = []string{"s3:put", "s3:delete", "s3:replicate", "s3:restore", "s3:abortmultipartupload"}

// closing closes the statements that let everybody do something whose name begins so. CloudTrail is of everybody too:
// trails that one of them lets write get statements of their own.
func closing(prefixes ...string) func(Case) ([]Edit, error) {
	return func(c Case) ([]Edit, error) {
		t, err := c.bucket()
		if err != nil {
			return nil, err
		}
		e := c.bucketPolicy(t, func(raw string) (string, error) {
			var through []delivering
			raw, err := eachStatement(raw, func(raw string, i int, s policy.Statement) (string, error) {
				switch {
				case !opens(s) || !grants(s, prefixes...):
					return raw, nil
				case len(s.NotPrincipals) > 0:
					return "", manual("a statement lets in everybody but some (NotPrincipal): whom it is meant to let in only you know")
				case len(s.NotActions) > 0:
					return "", manual("a statement lets everybody do all but some things (NotAction): what it is meant to allow only you know")
				}
				for _, trail := range c.delivering() {
					known := slices.ContainsFunc(through, func(t delivering) bool { return t.arn == trail.arn })
					if !known && speaksOf(s, "s3:PutObject") && covers(s, trail.folder(trail.Owner)+"/*") {
						through = append(through, trail)
					}
				}
				return shutOut(raw, i, t.Partition, t.Account)
			})
			if err != nil || len(through) == 0 {
				return raw, err
			}
			return c.lettingIn(t.Resource, through)(raw)
		})
		e.Risk = plan.AccessRemoving
		return []Edit{e}, nil
	}
}
