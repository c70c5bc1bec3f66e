package remediate

import (
	"context"

	"trailproof/plan"
	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// maxBucketPolicy is how long a bucket policy may be, in bytes.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
const maxBucketPolicy = 20 * 1024

// putBucketPolicy is the policy of a bucket, as text.
var putBucketPolicy = setting[string]{
	read: func(ctx context.Context, c Clients, t Target) (*string, error) {
		out, err := c.S3(t.Region).GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: t.bucket(), ExpectedBucketOwner: &t.Account})
		if isCode(err, "NoSuchBucketPolicy") || noBucket(err) {
			return nil, nil
		}
		if err != nil {
			return nil, t.errorf("s3: GetBucketPolicy", err)
		}
		return out.Policy, nil
	},
	write: func(ctx context.Context, c Clients, t Target, _, after *string) error {
		if after == nil {
			_, err := c.S3(t.Region).DeleteBucketPolicy(ctx, &s3.DeleteBucketPolicyInput{Bucket: t.bucket(), ExpectedBucketOwner: &t.Account})
			return wrap(t, "s3: DeleteBucketPolicy", err)
		}
		_, err := c.S3(t.Region).PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{
			Bucket: t.bucket(), ExpectedBucketOwner: &t.Account, Policy: after,
			// A policy that locks its own account out stays impossible.
			ConfirmRemoveSelfBucketAccess: aws.Bool(false),
		})
		return wrap(t, "s3: PutBucketPolicy", err)
	},
	predict: func(s *snapshot.Snapshot, t Target, after *string) error {
		return forgetting(s, func() error {
			defer predictCentral(s, t.Resource)
			return changeBucket(s, t, func(b *snapshot.Bucket) error {
				if after == nil {
					b.Policy, b.PolicyStatus = snapshot.Absent[snapshot.Policy](), snapshot.Absent[snapshot.PolicyStatus]()
					return nil
				}
				p, fault := snapshot.NewPolicy(*after)
				if fault != "" {
					return refuse("the policy would not be one: %s", fault)
				}
				b.Policy = snapshot.Seen(p)
				// Whether it is public AWS alone decides.
				b.PolicyStatus = snapshot.Field[snapshot.PolicyStatus]{}
				predicted(s, "s3.buckets.*.policy_status", t.Resource)
				return nil
			})
		})
	},
}.of(Operation{
	Name:   "s3:PutBucketPolicy",
	Reads:  []string{"s3:GetBucketPolicy"},
	Writes: []string{"s3:PutBucketPolicy", "s3:DeleteBucketPolicy"},
	Calls: func(_, after plan.State) []string {
		if after == plan.None {
			return []string{"s3:DeleteBucketPolicy"}
		}
		return []string{"s3:PutBucketPolicy"}
	},
	Undo: func(before plan.State) string {
		if before == plan.None {
			return "deletes the policy: there was none"
		}
		return "puts the old policy back, byte for byte"
	},
})

// editBucketPolicy is an edit of a bucket's policy that keeps to the length that S3 takes.
func editBucketPolicy(t Target, change func(raw string) (string, error)) Edit {
	return edit(putBucketPolicy, t, func(now *string) (*string, error) {
		text, err := change(aws.ToString(now))
		switch {
		case err != nil:
			return nil, err
		case text == "":
			return nil, nil
		case len(text) > maxBucketPolicy:
			return nil, refuse("the policy would have %d bytes, and S3 takes %d: shorten it first", len(text), maxBucketPolicy)
		}
		return &text, nil
	})
}
