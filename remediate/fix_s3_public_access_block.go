package remediate

import (
	"slices"

	"trailproof/plan"
	"trailproof/policy"
	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	accounttypes "github.com/aws/aws-sdk-go-v2/service/s3control/types"
)

// s3PublicAccessBlock switches all of Block Public Access on. CloudTrail, as a service, writes on.
var s3PublicAccessBlock = Fix{Rule: "s3.public_access_block", Uses: []*Operation{putPublicAccessBlock}, Plan: blockPublicAccess}

// s3PublicACL and s3ObjectACL have S3 ignore what ACLs grant to everybody. The ACLs stay as they are.
var (
	s3PublicACL = Fix{Rule: "s3.public_acl", Uses: []*Operation{putPublicAccessBlock}, Plan: blockPublicAccess}
	s3ObjectACL = Fix{Rule: "s3.object_acl", Uses: []*Operation{putPublicAccessBlock}, Plan: blockPublicAccess}
)

func blockPublicAccess(c Case) ([]Edit, error) {
	t, err := c.bucket()
	if err != nil {
		return nil, err
	}
	return []Edit{c.block(t)}, nil
}

// block switches all of it on for a bucket.
func (c Case) block(t Target) Edit {
	e := edit(putPublicAccessBlock, t, func(*types.PublicAccessBlockConfiguration) (*types.PublicAccessBlockConfiguration, error) {
		return &types.PublicAccessBlockConfiguration{
			BlockPublicAcls: aws.Bool(true), IgnorePublicAcls: aws.Bool(true),
			BlockPublicPolicy: aws.Bool(true), RestrictPublicBuckets: aws.Bool(true),
		}, nil
	})
	if !private(c.Snapshot.S3.Buckets[t.Resource]) {
		e.Risk = plan.AccessRemoving
	}
	return e
}

// private says whether nobody has access to a bucket, or to a file in it, that Block Public Access would take away. The
// ACLs of files can't all be seen: only where ACLs are off do they grant nothing.
func private(b snapshot.Bucket) bool {
	ownership, _ := b.Ownership.Get()
	if ownership != string(types.ObjectOwnershipBucketOwnerEnforced) {
		return false
	}
	status, seen := b.PolicyStatus.Get()
	if b.Policy.IsAbsent() || seen && !status.IsPublic {
		return true
	}
	p, _ := b.Policy.Get()
	doc, read := p.Document.Get()
	return !seen && read && !slices.ContainsFunc(doc.Statements, func(s policy.Statement) bool {
		return s.Effect == "Allow" && anybody(s)
	})
}

// s3AccountPublicAccessBlock switches it on for the account. A snapshot has the buckets of trails and no others: which of
// the rest are public on purpose nobody knows here, so that it always takes consent.
var s3AccountPublicAccessBlock = Fix{
	Rule: "s3.account_public_access_block",
	Uses: []*Operation{putAccountBlock},
	Plan: func(c Case) ([]Edit, error) {
		e := edit(putAccountBlock, c.accountTarget(), func(*accounttypes.PublicAccessBlockConfiguration) (*accounttypes.PublicAccessBlockConfiguration, error) {
			return &accounttypes.PublicAccessBlockConfiguration{
				BlockPublicAcls: aws.Bool(true), IgnorePublicAcls: aws.Bool(true),
				BlockPublicPolicy: aws.Bool(true), RestrictPublicBuckets: aws.Bool(true),
			}, nil
		})
		e.Risk = plan.AccessRemoving
		return []Edit{e}, nil
	},
}
