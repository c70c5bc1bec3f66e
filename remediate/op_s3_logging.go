package remediate

import (
	"context"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// putBucketLogging is where the server access logs of a bucket go; none where there are none.
var putBucketLogging = setting[types.LoggingEnabled]{
	read: func(ctx context.Context, c Clients, t Target) (*types.LoggingEnabled, error) {
		out, err := c.S3(t.Region).GetBucketLogging(ctx, &s3.GetBucketLoggingInput{Bucket: t.bucket(), ExpectedBucketOwner: &t.Account})
		if noBucket(err) {
			return nil, nil
		}
		if err != nil {
			return nil, t.errorf("s3: GetBucketLogging", err)
		}
		return out.LoggingEnabled, nil
	},
	write: func(ctx context.Context, c Clients, t Target, _, after *types.LoggingEnabled) error {
		if after != nil {
			filled := *after
			filled.TargetPrefix = aws.String(aws.ToString(after.TargetPrefix)) // S3 insists on one, if an empty one
			after = &filled
		}
		_, err := c.S3(t.Region).PutBucketLogging(ctx, &s3.PutBucketLoggingInput{
			Bucket: t.bucket(), ExpectedBucketOwner: &t.Account, BucketLoggingStatus: &types.BucketLoggingStatus{LoggingEnabled: after},
		})
		return wrap(t, "s3: PutBucketLogging", err)
	},
	predict: func(s *snapshot.Snapshot, t Target, after *types.LoggingEnabled) error {
		return forgetting(s, func() error {
			return changeBucket(s, t, func(b *snapshot.Bucket) error {
				b.Logging = snapshot.Absent[snapshot.BucketLogging]()
				if after == nil {
					return nil
				}
				target := bucketARN(t.Partition, aws.ToString(after.TargetBucket))
				if _, seen := s.S3.Buckets[target]; !seen {
					return refuse("the snapshot holds nothing of %s, to which the access logs would go", target)
				}
				b.Logging = snapshot.Seen(snapshot.BucketLogging{Target: target, Prefix: aws.ToString(after.TargetPrefix)})
				return nil
			})
		})
	},
}.of(Operation{
	Name:   "s3:PutBucketLogging",
	Reads:  []string{"s3:GetBucketLogging"},
	Writes: []string{"s3:PutBucketLogging"},
	Undo:   backOrDelete("switches the access logs off again"),
})
