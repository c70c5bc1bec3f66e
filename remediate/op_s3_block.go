package remediate

import (
	"context"

	"trailproof/plan"
	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// putPublicAccessBlock is S3 Block Public Access of a bucket.
var putPublicAccessBlock = setting[types.PublicAccessBlockConfiguration]{
	read: func(ctx context.Context, c Clients, t Target) (*types.PublicAccessBlockConfiguration, error) {
		out, err := c.S3(t.Region).GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: t.bucket(), ExpectedBucketOwner: &t.Account})
		if isCode(err, "NoSuchPublicAccessBlockConfiguration") {
			return nil, nil
		}
		if err != nil {
			return nil, t.errorf("s3: GetPublicAccessBlock", err)
		}
		return out.PublicAccessBlockConfiguration, nil
	},
	write: func(ctx context.Context, c Clients, t Target, _, after *types.PublicAccessBlockConfiguration) error {
		if after == nil {
			_, err := c.S3(t.Region).DeletePublicAccessBlock(ctx, &s3.DeletePublicAccessBlockInput{
				Bucket: t.bucket(), ExpectedBucketOwner: &t.Account,
			})
			return wrap(t, "s3: DeletePublicAccessBlock", err)
		}
		_, err := c.S3(t.Region).PutPublicAccessBlock(ctx, &s3.PutPublicAccessBlockInput{
			Bucket: t.bucket(), ExpectedBucketOwner: &t.Account, PublicAccessBlockConfiguration: after,
		})
		return wrap(t, "s3: PutPublicAccessBlock", err)
	},
	predict: func(s *snapshot.Snapshot, t Target, after *types.PublicAccessBlockConfiguration) error {
		return changeBucket(s, t, func(b *snapshot.Bucket) error {
			b.PublicAccessBlock = snapshot.Absent[snapshot.PublicAccessBlock]()
			if after != nil {
				b.PublicAccessBlock = snapshot.Seen(snapshot.PublicAccessBlock{
					BlockPublicACLs: aws.ToBool(after.BlockPublicAcls), IgnorePublicACLs: aws.ToBool(after.IgnorePublicAcls),
					BlockPublicPolicy: aws.ToBool(after.BlockPublicPolicy), RestrictPublicBuckets: aws.ToBool(after.RestrictPublicBuckets),
				})
			}
			return nil
		})
	},
}.of(Operation{
	Name:   "s3:PutPublicAccessBlock",
	Reads:  []string{"s3:GetBucketPublicAccessBlock"},
	Writes: []string{"s3:PutBucketPublicAccessBlock"},
	Calls:  putOrDelete("s3:PutPublicAccessBlock", "s3:DeletePublicAccessBlock"),
	Undo:   backOrDelete("deletes the configuration: there was none"),
})

// putOrDelete are the calls of a setting that is deleted by a call of its own.
func putOrDelete(put, remove string) func(before, after plan.State) []string {
	return func(_, after plan.State) []string {
		if after == plan.None {
			return []string{remove}
		}
		return []string{put}
	}
}

// backOrDelete says how such a setting comes back.
func backOrDelete(removes string) func(before plan.State) string {
	return func(before plan.State) string {
		if before == plan.None {
			return removes
		}
		return "writes back what was there"
	}
}
