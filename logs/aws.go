package logs

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Actions are the IAM actions that verifying a trail's files in S3 needs, sorted: kms:Decrypt on the trail's key, those of S3 on
// its bucket.
var Actions = []string{"cloudtrail:DescribeTrails", "cloudtrail:ListPublicKeys", "kms:Decrypt", "s3:GetObject", "s3:ListBucket"}

// BucketAPI is what is asked of S3.
type BucketAPI interface {
	ListObjectsV2(context.Context, *s3.ListObjectsV2Input, ...func(*s3.Options)) (*s3.ListObjectsV2Output, error)
	GetObject(context.Context, *s3.GetObjectInput, ...func(*s3.Options)) (*s3.GetObjectOutput, error)
}

// Bucket is a bucket in S3. Client is one for the bucket's Region.
type Bucket struct {
	Client BucketAPI
	Name   string
}

// Bucket implements Source.
func (b Bucket) Bucket() string { return b.Name }

// Dirs implements Source.
func (b Bucket) Dirs(ctx context.Context, prefix string) (names []string, err error) {
	err = b.pages(ctx, prefix, "/", func(page *s3.ListObjectsV2Output) error {
		for _, p := range page.CommonPrefixes {
			names = append(names, strings.TrimSuffix(strings.TrimPrefix(aws.ToString(p.Prefix), prefix), "/"))
		}
		return nil
	})
	return names, err
}

// List implements Source.
func (b Bucket) List(ctx context.Context, prefix string, each func(string) error) error {
	return b.pages(ctx, prefix, "", func(page *s3.ListObjectsV2Output) error {
		for _, o := range page.Contents {
			if err := each(aws.ToString(o.Key)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b Bucket) pages(ctx context.Context, prefix, delimiter string, each func(*s3.ListObjectsV2Output) error) error {
	in := &s3.ListObjectsV2Input{Bucket: &b.Name, Prefix: &prefix}
	if delimiter != "" {
		in.Delimiter = &delimiter
	}
	for pages := s3.NewListObjectsV2Paginator(b.Client, in); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("s3: list objects %s/%s: %w", b.Name, prefix, err)
		}
		if err := each(page); err != nil {
			return err
		}
	}
	return nil
}

// Open implements Source.
func (b Bucket) Open(ctx context.Context, key string) (*Object, error) {
	out, err := b.Client.GetObject(ctx, &s3.GetObjectInput{Bucket: &b.Name, Key: &key})
	if err != nil {
		var api smithy.APIError
		if !errors.As(err, &api) {
			return nil, fmt.Errorf("s3: get object: %w", err)
		}
		if api.ErrorCode() == "NoSuchKey" {
			return nil, fmt.Errorf("s3: get object: %w", ErrNotFound)
		}
		message, _, _ := strings.Cut(api.ErrorMessage(), "\n") // what follows may be the headers of the request
		return nil, fmt.Errorf("s3: get object: %s: %s", api.ErrorCode(), message)
	}
	size := int64(-1)
	if out.ContentLength != nil {
		size = *out.ContentLength
	}
	meta := metaOf(out.Metadata)
	meta.Modified = aws.ToTime(out.LastModified)
	meta.Seal = sealOf(string(out.ServerSideEncryption), aws.ToString(out.SSEKMSKeyId))
	return &Object{Body: out.Body, Size: size, Meta: meta}, nil
}

// KeysAPI is what is asked of CloudTrail.
type KeysAPI interface {
	ListPublicKeys(context.Context, *cloudtrail.ListPublicKeysInput, ...func(*cloudtrail.Options)) (*cloudtrail.ListPublicKeysOutput, error)
}

// KeyService is the keys that CloudTrail lists; Client makes the client for a Region.
type KeyService struct {
	Client func(region string) KeysAPI
}

// Keys implements KeySource.
func (s KeyService) Keys(ctx context.Context, region string, start, end time.Time) ([]Key, bool, error) {
	var keys []Key
	in := &cloudtrail.ListPublicKeysInput{StartTime: &start, EndTime: &end}
	for {
		out, err := s.Client(region).ListPublicKeys(ctx, in)
		if err != nil {
			return nil, false, fmt.Errorf("cloudtrail: list public keys %s: %w", region, err)
		}
		for _, k := range out.PublicKeyList {
			keys = append(keys, Key{
				Region: region, Fingerprint: aws.ToString(k.Fingerprint), Value: k.Value,
				Start: aws.ToTime(k.ValidityStartTime), End: aws.ToTime(k.ValidityEndTime),
			})
		}
		if aws.ToString(out.NextToken) == "" {
			break
		}
		in.NextToken = out.NextToken
	}
	return keys, true, nil
}

// TrailAPI is what is asked of CloudTrail about a trail.
type TrailAPI interface {
	DescribeTrails(context.Context, *cloudtrail.DescribeTrailsInput, ...func(*cloudtrail.Options)) (*cloudtrail.DescribeTrailsOutput, error)
}

// Place is where a trail delivers, and with which key it encrypts; KMSKey is empty where it has none.
type Place struct{ Trail, Bucket, Prefix, KMSKey string }

// FindTrail asks where the trail of a name or an ARN delivers.
func FindTrail(ctx context.Context, api TrailAPI, trail string) (Place, error) {
	out, err := api.DescribeTrails(ctx, &cloudtrail.DescribeTrailsInput{TrailNameList: []string{trail}})
	if err != nil {
		return Place{}, fmt.Errorf("cloudtrail: describe trails %s: %w", trail, err)
	}
	if len(out.TrailList) != 1 {
		return Place{}, fmt.Errorf("cloudtrail: describe trails %s: there is no such trail in this Region", trail)
	}
	t := out.TrailList[0]
	return Place{
		Trail: aws.ToString(t.Name), Bucket: aws.ToString(t.S3BucketName), Prefix: aws.ToString(t.S3KeyPrefix),
		KMSKey: aws.ToString(t.KmsKeyId),
	}, nil
}

// HeadAPI is what is asked of S3 about a bucket.
type HeadAPI interface {
	HeadBucket(context.Context, *s3.HeadBucketInput, ...func(*s3.Options)) (*s3.HeadBucketOutput, error)
}

// BucketRegion asks in which Region a bucket is. S3 says so even where it refuses; an error is that it does not say.
func BucketRegion(ctx context.Context, api HeadAPI, bucket string) (string, error) {
	out, err := api.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &bucket})
	if err == nil {
		return aws.ToString(out.BucketRegion), nil
	}
	var response *smithyhttp.ResponseError
	if errors.As(err, &response) && response.Response != nil {
		if region := response.Response.Header.Get("X-Amz-Bucket-Region"); region != "" {
			return region, nil
		}
	}
	return "", fmt.Errorf("s3: head bucket %s: %w", bucket, err)
}
