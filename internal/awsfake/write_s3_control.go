package awsfake

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/aws/aws-sdk-go-v2/service/s3control/types"
)

func (c s3ControlClient) block(operation string, account *string, to *types.PublicAccessBlockConfiguration) error {
	if err := c.a.enter("s3control:"+operation, c.region, ""); err != nil {
		return err
	}
	if account == nil || *account != c.a.Account {
		return apiError("AccessDenied", "Access Denied")
	}
	c.a.mu.Lock()
	defer c.a.mu.Unlock()
	c.a.AccountPublicAccessBlock = to
	return nil
}

func (c s3ControlClient) PutPublicAccessBlock(_ context.Context, in *s3control.PutPublicAccessBlockInput, _ ...func(*s3control.Options)) (*s3control.PutPublicAccessBlockOutput, error) {
	return &s3control.PutPublicAccessBlockOutput{}, c.block("PutPublicAccessBlock", in.AccountId, in.PublicAccessBlockConfiguration)
}

func (c s3ControlClient) DeletePublicAccessBlock(_ context.Context, in *s3control.DeletePublicAccessBlockInput, _ ...func(*s3control.Options)) (*s3control.DeletePublicAccessBlockOutput, error) {
	return &s3control.DeletePublicAccessBlockOutput{}, c.block("DeletePublicAccessBlock", in.AccountId, nil)
}
