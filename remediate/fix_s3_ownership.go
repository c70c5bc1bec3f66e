package remediate

import (
	"trailproof/plan"

	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// s3Ownership switches ACLs off. CloudTrail's own, which gives the bucket's owner full control, S3 takes all the same. Whom
// the ACLs of single files let in can't be seen.
var s3Ownership = Fix{
	Rule: "s3.ownership",
	Uses: []*Operation{putOwnershipControls},
	Plan: func(c Case) ([]Edit, error) {
		t, err := c.bucket()
		if err != nil {
			return nil, err
		}
		acl, seen := c.Snapshot.S3.Buckets[t.Resource].ACL.Get()
		if !seen {
			return nil, &leftError{plan.Unseen, "the bucket's ACL was not seen: S3 switches ACLs off only where it grants nothing to others"}
		}
		for _, g := range acl.Grants {
			if g.Grantee != acl.Owner {
				return nil, manual("the bucket's ACL grants %s to %s, and S3 does not switch ACLs off as long as it does: "+
					"aws s3api put-bucket-acl --bucket %s --acl private", g.Permission, g.Grantee, *t.bucket())
			}
		}
		e := edit(putOwnershipControls, t, func(*types.ObjectOwnership) (*types.ObjectOwnership, error) {
			enforced := types.ObjectOwnershipBucketOwnerEnforced
			return &enforced, nil
		})
		e.Risk = plan.AccessRemoving
		return []Edit{e}, nil
	},
}

// s3ObjectWriter gives the bucket's owner the files that other accounts write: CloudTrail asks for it with each. Their ACLs
// stay in force.
var s3ObjectWriter = Fix{
	Rule: "s3.object_writer",
	Uses: []*Operation{putOwnershipControls},
	Plan: func(c Case) ([]Edit, error) {
		t, err := c.bucket()
		if err != nil {
			return nil, err
		}
		return []Edit{edit(putOwnershipControls, t, func(now *types.ObjectOwnership) (*types.ObjectOwnership, error) {
			if now != nil && *now != types.ObjectOwnershipObjectWriter {
				return now, nil
			}
			preferred := types.ObjectOwnershipBucketOwnerPreferred
			return &preferred, nil
		})}, nil
	},
}
