package remediate

import (
	"context"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/aws/aws-sdk-go-v2/service/s3control/types"
)

// putAccountBlock is S3 Block Public Access of an account; its resource is the account's number. S3 keeps it for all
// Regions.
var putAccountBlock = setting[types.PublicAccessBlockConfiguration]{
	read: func(ctx context.Context, c Clients, t Target) (*types.PublicAccessBlockConfiguration, error) {
		out, err := c.S3Control(t.Region).GetPublicAccessBlock(ctx, &s3control.GetPublicAccessBlockInput{AccountId: &t.Account})
		if isCode(err, "NoSuchPublicAccessBlockConfiguration") {
			return nil, nil
		}
		if err != nil {
			return nil, t.errorf("s3control: GetPublicAccessBlock", err)
		}
		return out.PublicAccessBlockConfiguration, nil
	},
	write: func(ctx context.Context, c Clients, t Target, _, after *types.PublicAccessBlockConfiguration) error {
		if after == nil {
			_, err := c.S3Control(t.Region).DeletePublicAccessBlock(ctx, &s3control.DeletePublicAccessBlockInput{AccountId: &t.Account})
			return wrap(t, "s3control: DeletePublicAccessBlock", err)
		}
		_, err := c.S3Control(t.Region).PutPublicAccessBlock(ctx, &s3control.PutPublicAccessBlockInput{
			AccountId: &t.Account, PublicAccessBlockConfiguration: after,
		})
		return wrap(t, "s3control: PutPublicAccessBlock", err)
	},
	predict: func(s *snapshot.Snapshot, _ Target, after *types.PublicAccessBlockConfiguration) error {
		s.S3.AccountPublicAccessBlock = snapshot.Absent[snapshot.PublicAccessBlock]()
		if after != nil {
			s.S3.AccountPublicAccessBlock = snapshot.Seen(snapshot.PublicAccessBlock{
				BlockPublicACLs: aws.ToBool(after.BlockPublicAcls), IgnorePublicACLs: aws.ToBool(after.IgnorePublicAcls),
				BlockPublicPolicy: aws.ToBool(after.BlockPublicPolicy), RestrictPublicBuckets: aws.ToBool(after.RestrictPublicBuckets),
			})
		}
		return nil
	},
}.of(Operation{
	Name:   "s3control:PutPublicAccessBlock",
	Reads:  []string{"s3:GetAccountPublicAccessBlock"},
	Writes: []string{"s3:PutAccountPublicAccessBlock"},
	Calls:  putOrDelete("s3control:PutPublicAccessBlock", "s3control:DeletePublicAccessBlock"),
	Undo:   backOrDelete("deletes the configuration: there was none"),
})
