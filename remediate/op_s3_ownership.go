package remediate

import (
	"context"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// putOwnershipControls is who owns the objects of a bucket, and whether ACLs count.
var putOwnershipControls = setting[types.ObjectOwnership]{
	read: func(ctx context.Context, c Clients, t Target) (*types.ObjectOwnership, error) {
		out, err := c.S3(t.Region).GetBucketOwnershipControls(ctx, &s3.GetBucketOwnershipControlsInput{
			Bucket: t.bucket(), ExpectedBucketOwner: &t.Account,
		})
		if isCode(err, "OwnershipControlsNotFoundError") {
			return nil, nil
		}
		if err != nil {
			return nil, t.errorf("s3: GetBucketOwnershipControls", err)
		}
		if out.OwnershipControls == nil || len(out.OwnershipControls.Rules) == 0 {
			return nil, nil
		}
		return &out.OwnershipControls.Rules[0].ObjectOwnership, nil // S3 takes one rule and no more
	},
	write: func(ctx context.Context, c Clients, t Target, _, after *types.ObjectOwnership) error {
		if after == nil {
			_, err := c.S3(t.Region).DeleteBucketOwnershipControls(ctx, &s3.DeleteBucketOwnershipControlsInput{
				Bucket: t.bucket(), ExpectedBucketOwner: &t.Account,
			})
			return wrap(t, "s3: DeleteBucketOwnershipControls", err)
		}
		_, err := c.S3(t.Region).PutBucketOwnershipControls(ctx, &s3.PutBucketOwnershipControlsInput{
			Bucket: t.bucket(), ExpectedBucketOwner: &t.Account,
			OwnershipControls: &types.OwnershipControls{Rules: []types.OwnershipControlsRule{{ObjectOwnership: *after}}},
		})
		return wrap(t, "s3: PutBucketOwnershipControls", err)
	},
	predict: func(s *snapshot.Snapshot, t Target, after *types.ObjectOwnership) error {
		return changeBucket(s, t, func(b *snapshot.Bucket) error {
			b.Ownership = snapshot.Absent[string]()
			if after != nil {
				b.Ownership = snapshot.Seen(string(*after))
			}
			return nil
		})
	},
}.of(Operation{
	Name:   "s3:PutBucketOwnershipControls",
	Reads:  []string{"s3:GetBucketOwnershipControls"},
	Writes: []string{"s3:PutBucketOwnershipControls"},
	Calls:  putOrDelete("s3:PutBucketOwnershipControls", "s3:DeleteBucketOwnershipControls"),
	Undo:   backOrDelete("deletes the setting: there was none, and ACLs count again"),
})
