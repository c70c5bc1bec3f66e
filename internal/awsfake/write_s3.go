package awsfake

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// set changes a bucket of the caller's.
func (c s3Client) set(operation string, name, expected *string, do func(b *Bucket) error) error {
	b, err := c.bucket(operation, name, expected)
	if err != nil {
		return err
	}
	c.a.mu.Lock()
	defer c.a.mu.Unlock()
	return do(b)
}

func (c s3Client) PutBucketPolicy(_ context.Context, in *s3.PutBucketPolicyInput, _ ...func(*s3.Options)) (*s3.PutBucketPolicyOutput, error) {
	err := c.set("PutBucketPolicy", in.Bucket, in.ExpectedBucketOwner, func(b *Bucket) error {
		if !json.Valid([]byte(aws.ToString(in.Policy))) || len(*in.Policy) > 20*1024 {
			return apiError("MalformedPolicy", "The policy is not valid")
		}
		b.Policy = *in.Policy
		return nil
	})
	return &s3.PutBucketPolicyOutput{}, err
}

func (c s3Client) DeleteBucketPolicy(_ context.Context, in *s3.DeleteBucketPolicyInput, _ ...func(*s3.Options)) (*s3.DeleteBucketPolicyOutput, error) {
	err := c.set("DeleteBucketPolicy", in.Bucket, in.ExpectedBucketOwner, func(b *Bucket) error {
		b.Policy = ""
		return nil
	})
	return &s3.DeleteBucketPolicyOutput{}, err
}

func (c s3Client) PutBucketVersioning(_ context.Context, in *s3.PutBucketVersioningInput, _ ...func(*s3.Options)) (*s3.PutBucketVersioningOutput, error) {
	err := c.set("PutBucketVersioning", in.Bucket, in.ExpectedBucketOwner, func(b *Bucket) error {
		b.Versioning = in.VersioningConfiguration.Status
		return nil
	})
	return &s3.PutBucketVersioningOutput{}, err
}
