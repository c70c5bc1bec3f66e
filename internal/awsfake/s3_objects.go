package awsfake

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// Object is an object of a bucket; what it grants beside its owner's full control.
type Object struct {
	LastModified time.Time
	Grants       []types.Grant
}

func (c s3Client) GetObjectAcl(_ context.Context, in *s3.GetObjectAclInput, _ ...func(*s3.Options)) (*s3.GetObjectAclOutput, error) {
	b, err := c.bucket("GetObjectAcl", in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	o, ok := c.a.objects(*in.Bucket)[aws.ToString(in.Key)]
	if !ok {
		return nil, apiError("NoSuchKey", "The specified key does not exist.")
	}
	owner := aws.String("canonical-id-of-" + c.owner(b))
	own := types.Grant{Grantee: &types.Grantee{Type: types.TypeCanonicalUser, ID: owner}, Permission: types.PermissionFullControl}
	return &s3.GetObjectAclOutput{Owner: &types.Owner{ID: owner}, Grants: append([]types.Grant{own}, o.grants...)}, nil
}
