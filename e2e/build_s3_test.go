//go:build e2e

package e2e

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	controltypes "github.com/aws/aws-sdk-go-v2/service/s3control/types"

	"trailproof/internal/awsfake"
)

func s3Client(cfg aws.Config) *s3.Client {
	return s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true })
}

func (b builder) makeAccountBlock() {
	if block := b.story.AccountPublicAccessBlock; block != nil {
		_, err := s3control.NewFromConfig(b.in("us-east-1")).PutPublicAccessBlock(b.t.Context(),
			&s3control.PutPublicAccessBlockInput{AccountId: &b.story.Account, PublicAccessBlockConfiguration: block})
		b.must(err)
	}
}

func (b builder) makeBucket(name string, bucket *awsfake.Bucket) {
	client, ctx := s3Client(b.in(bucket.Region)), b.t.Context()
	create := &s3.CreateBucketInput{Bucket: &name, ObjectLockEnabledForBucket: aws.Bool(bucket.ObjectLock != nil)}
	if bucket.Region != "us-east-1" {
		create.CreateBucketConfiguration = &types.CreateBucketConfiguration{
			LocationConstraint: types.BucketLocationConstraint(bucket.Region),
		}
	}
	_, err := client.CreateBucket(ctx, create)
	b.must(err)
	if bucket.PublicAccessBlock != nil {
		_, err = client.PutPublicAccessBlock(ctx, &s3.PutPublicAccessBlockInput{
			Bucket: &name, PublicAccessBlockConfiguration: bucket.PublicAccessBlock,
		})
		b.must(err)
	}
	if bucket.Encryption != nil {
		_, err = client.PutBucketEncryption(ctx, &s3.PutBucketEncryptionInput{
			Bucket: &name, ServerSideEncryptionConfiguration: bucket.Encryption,
		})
		b.must(err)
	}
	if bucket.Ownership != "" {
		_, err = client.PutBucketOwnershipControls(ctx, &s3.PutBucketOwnershipControlsInput{
			Bucket: &name, OwnershipControls: &types.OwnershipControls{
				Rules: []types.OwnershipControlsRule{{ObjectOwnership: bucket.Ownership}},
			},
		})
		b.must(err)
	}
	if bucket.Versioning != "" {
		_, err = client.PutBucketVersioning(ctx, &s3.PutBucketVersioningInput{
			Bucket: &name, VersioningConfiguration: &types.VersioningConfiguration{Status: bucket.Versioning},
		})
		b.must(err)
	}
	if bucket.ObjectLock != nil {
		_, err = client.PutObjectLockConfiguration(ctx, &s3.PutObjectLockConfigurationInput{
			Bucket: &name, ObjectLockConfiguration: bucket.ObjectLock,
		})
		b.must(err)
	}
	if bucket.Policy != "" {
		_, err = client.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: &name, Policy: aws.String(b.asGiven(bucket.Policy))})
		b.must(err)
	}
	if len(bucket.Lifecycle) > 0 {
		_, err = client.PutBucketLifecycleConfiguration(ctx, &s3.PutBucketLifecycleConfigurationInput{
			Bucket: &name, LifecycleConfiguration: &types.BucketLifecycleConfiguration{Rules: bucket.Lifecycle},
		})
		b.must(err)
	}
	if bucket.Logging != nil {
		_, err = client.PutBucketLogging(ctx, &s3.PutBucketLoggingInput{
			Bucket: &name, BucketLoggingStatus: &types.BucketLoggingStatus{LoggingEnabled: bucket.Logging},
		})
		b.must(err)
	}
	if len(bucket.Topics) > 0 || bucket.EventBridge {
		notify := &types.NotificationConfiguration{TopicConfigurations: bucket.Topics}
		if bucket.EventBridge {
			notify.EventBridgeConfiguration = &types.EventBridgeConfiguration{}
		}
		_, err = client.PutBucketNotificationConfiguration(ctx, &s3.PutBucketNotificationConfigurationInput{
			Bucket: &name, NotificationConfiguration: notify, SkipDestinationValidation: aws.Bool(true),
		})
		b.must(err)
	}
	if bucket.Replication != nil {
		_, err = client.PutBucketReplication(ctx, &s3.PutBucketReplicationInput{
			Bucket: &name, ReplicationConfiguration: bucket.Replication,
		})
		b.must(err)
	}
	for _, c := range bucket.Inventory {
		_, err = client.PutBucketInventoryConfiguration(ctx, &s3.PutBucketInventoryConfigurationInput{
			Bucket: &name, Id: c.Id, InventoryConfiguration: &c,
		})
		b.must(err)
	}
	if len(bucket.Tags) > 0 {
		tags := &types.Tagging{}
		for k, v := range bucket.Tags {
			tags.TagSet = append(tags.TagSet, types.Tag{Key: &k, Value: &v})
		}
		_, err = client.PutBucketTagging(ctx, &s3.PutBucketTaggingInput{Bucket: &name, Tagging: tags})
		b.must(err)
	}
}

// makeAccessPoints makes access points. moto puts all of them into us-east-1.
func (b builder) makeAccessPoints() {
	ctx, account := b.t.Context(), &b.story.Account
	for _, p := range b.story.AccessPoints {
		client := s3control.NewFromConfig(b.in(strings.Split(*p.AccessPointArn, ":")[3]))
		_, err := client.CreateAccessPoint(ctx, &s3control.CreateAccessPointInput{
			AccountId: account, Name: p.Name, Bucket: p.Bucket, VpcConfiguration: p.VpcConfiguration,
			PublicAccessBlockConfiguration: p.PublicAccessBlock,
		})
		b.must(err)
		if p.Policy != nil {
			_, err = client.PutAccessPointPolicy(ctx, &s3control.PutAccessPointPolicyInput{
				AccountId: account, Name: p.Name, Policy: aws.String(b.asGiven(string(p.Policy))),
			})
			b.must(err)
		}
	}
	client := s3control.NewFromConfig(b.in("us-west-2"))
	for _, p := range b.story.MultiRegionAccessPoints {
		details := &controltypes.CreateMultiRegionAccessPointInput{Name: p.Name, PublicAccessBlock: p.PublicAccessBlock}
		for _, r := range p.Regions {
			details.Regions = append(details.Regions, controltypes.Region{Bucket: r.Bucket})
		}
		_, err := client.CreateMultiRegionAccessPoint(ctx, &s3control.CreateMultiRegionAccessPointInput{
			AccountId: account, ClientToken: p.Name, Details: details,
		})
		b.must(err)
		out, err := client.ListMultiRegionAccessPoints(ctx, &s3control.ListMultiRegionAccessPointsInput{AccountId: account})
		b.must(err)
		for _, made := range out.AccessPoints {
			if *made.Name == *p.Name {
				b.told[*made.Alias] = *p.Alias
			}
		}
		if p.Policy != nil {
			_, err = client.PutMultiRegionAccessPointPolicy(ctx, &s3control.PutMultiRegionAccessPointPolicyInput{
				AccountId: account, ClientToken: p.Name, Details: &controltypes.PutMultiRegionAccessPointPolicyInput{
					Name: p.Name, Policy: aws.String(b.asGiven(string(p.Policy))),
				},
			})
			b.must(err)
		}
	}
}
