package remediate

import (
	"context"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// putRequestPayment is who pays for requests; every bucket has it.
var putRequestPayment = setting[types.Payer]{
	read: func(ctx context.Context, c Clients, t Target) (*types.Payer, error) {
		out, err := c.S3(t.Region).GetBucketRequestPayment(ctx, &s3.GetBucketRequestPaymentInput{
			Bucket: t.bucket(), ExpectedBucketOwner: &t.Account,
		})
		if err != nil {
			return nil, t.errorf("s3: GetBucketRequestPayment", err)
		}
		return &out.Payer, nil
	},
	write: func(ctx context.Context, c Clients, t Target, _, after *types.Payer) error {
		payer := types.PayerBucketOwner
		if after != nil {
			payer = *after
		}
		_, err := c.S3(t.Region).PutBucketRequestPayment(ctx, &s3.PutBucketRequestPaymentInput{
			Bucket: t.bucket(), ExpectedBucketOwner: &t.Account,
			RequestPaymentConfiguration: &types.RequestPaymentConfiguration{Payer: payer},
		})
		return wrap(t, "s3: PutBucketRequestPayment", err)
	},
	predict: func(s *snapshot.Snapshot, t Target, after *types.Payer) error {
		return changeBucket(s, t, func(b *snapshot.Bucket) error {
			b.RequestPayer = snapshot.Seen(string(types.PayerBucketOwner))
			if after != nil {
				b.RequestPayer = snapshot.Seen(string(*after))
			}
			return nil
		})
	},
}.of(Operation{
	Name:   "s3:PutBucketRequestPayment",
	Reads:  []string{"s3:GetBucketRequestPayment"},
	Writes: []string{"s3:PutBucketRequestPayment"},
})
