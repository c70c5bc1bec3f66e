package remediate

import (
	"context"

	"trailproof/plan"
	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// versioning is the switch; MFA delete goes with the root user's device only and is left out of what is written.
type versioning struct {
	Status types.BucketVersioningStatus
}

// putBucketVersioning is whether a bucket keeps versions. A bucket that once did can't go back to never having done: undo
// then suspends.
var putBucketVersioning = setting[versioning]{
	read: func(ctx context.Context, c Clients, t Target) (*versioning, error) {
		out, err := c.S3(t.Region).GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: t.bucket(), ExpectedBucketOwner: &t.Account})
		if noBucket(err) {
			return nil, nil
		}
		if err != nil {
			return nil, t.errorf("s3: GetBucketVersioning", err)
		}
		if out.Status == "" {
			return nil, nil
		}
		return &versioning{out.Status}, nil
	},
	write: func(ctx context.Context, c Clients, t Target, _, after *versioning) error {
		status := types.BucketVersioningStatusSuspended
		if after != nil {
			status = after.Status
		}
		_, err := c.S3(t.Region).PutBucketVersioning(ctx, &s3.PutBucketVersioningInput{
			Bucket: t.bucket(), ExpectedBucketOwner: &t.Account,
			VersioningConfiguration: &types.VersioningConfiguration{Status: status},
		})
		return wrap(t, "s3: PutBucketVersioning", err)
	},
	predict: func(s *snapshot.Snapshot, t Target, after *versioning) error {
		return changeBucket(s, t, func(b *snapshot.Bucket) error {
			was, _ := b.Versioning.Get()
			was.Status = aws.String(string(types.BucketVersioningStatusSuspended))
			if after != nil {
				was.Status = aws.String(string(after.Status))
			}
			b.Versioning = snapshot.Seen(was)
			return nil
		})
	},
}.of(Operation{
	Name:   "s3:PutBucketVersioning",
	Reads:  []string{"s3:GetBucketVersioning"},
	Writes: []string{"s3:PutBucketVersioning"},
	Undo: func(before plan.State) string {
		if before == plan.None {
			return "suspends versioning: a bucket that had it can't go back to never having had it, and keeps its versions"
		}
		return "suspends versioning again"
	},
	Lands: func(before plan.State) plan.State {
		if before == plan.None {
			return plan.NewState(versioning{types.BucketVersioningStatusSuspended})
		}
		return before
	},
})
