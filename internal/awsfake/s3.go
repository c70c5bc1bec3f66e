package awsfake

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
)

type s3ControlClient struct {
	a      *Account
	region string
}

func (c s3ControlClient) GetPublicAccessBlock(context.Context, *s3control.GetPublicAccessBlockInput, ...func(*s3control.Options)) (*s3control.GetPublicAccessBlockOutput, error) {
	if err := c.a.enter("s3control:GetPublicAccessBlock", "", ""); err != nil {
		return nil, err
	}
	if c.a.AccountPublicAccessBlock == nil {
		return nil, apiError("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found")
	}
	return &s3control.GetPublicAccessBlockOutput{PublicAccessBlockConfiguration: c.a.AccountPublicAccessBlock}, nil
}

type s3Client struct {
	a      *Account
	region string
}

// owner is the account that a bucket belongs to.
func (c s3Client) owner(b *Bucket) string {
	if b.Owner == "" {
		return c.a.Account
	}
	return b.Owner
}

// locked says whether S3 refuses the caller: another account's bucket, or one whose owner is not the expected one.
func (c s3Client) locked(b *Bucket, expected *string) bool {
	return c.owner(b) != c.a.Account && !c.a.Opened || expected != nil && *expected != c.owner(b)
}

// bucket finds the bucket of a call for a setting. S3 refuses the other accounts' buckets, and ours when the caller expects
// somebody else to own them.
func (c s3Client) bucket(operation string, name, expected *string) (*Bucket, error) {
	if err := c.a.enter("s3:"+operation, c.region, aws.ToString(name)); err != nil {
		return nil, err
	}
	b, ok := c.a.Buckets[aws.ToString(name)]
	switch {
	case !ok:
		return nil, apiError("NoSuchBucket", "The specified bucket does not exist")
	case b.Region != c.region:
		return nil, apiError("PermanentRedirect", "The bucket must be addressed in %s", b.Region)
	case c.locked(b, expected):
		return nil, apiError("AccessDenied", "Access Denied")
	}
	return b, nil
}

func (c s3Client) ListBuckets(_ context.Context, in *s3.ListBucketsInput, _ ...func(*s3.Options)) (*s3.ListBucketsOutput, error) {
	if err := c.a.enter("s3:ListBuckets", c.region, ""); err != nil {
		return nil, err
	}
	var own []types.Bucket
	for _, name := range slices.Sorted(maps.Keys(c.a.Buckets)) {
		if b := c.a.Buckets[name]; c.owner(b) == c.a.Account {
			own = append(own, types.Bucket{Name: aws.String(name), BucketRegion: aws.String(b.Region)})
		}
	}
	out := &s3.ListBucketsOutput{}
	out.Buckets, out.ContinuationToken = page(own, in.ContinuationToken)
	return out, nil
}

func (c s3Client) HeadBucket(_ context.Context, in *s3.HeadBucketInput, _ ...func(*s3.Options)) (*s3.HeadBucketOutput, error) {
	if err := c.a.enter("s3:HeadBucket", c.region, aws.ToString(in.Bucket)); err != nil {
		return nil, err
	}
	b, ok := c.a.Buckets[aws.ToString(in.Bucket)]
	switch {
	case !ok:
		return nil, headError(http.StatusNotFound, "")
	case b.Region != c.region:
		return nil, headError(http.StatusMovedPermanently, b.Region)
	case c.locked(b, in.ExpectedBucketOwner):
		return nil, headError(http.StatusForbidden, b.Region)
	}
	return &s3.HeadBucketOutput{BucketRegion: aws.String(b.Region)}, nil
}

func (c s3Client) GetBucketPolicy(_ context.Context, in *s3.GetBucketPolicyInput, _ ...func(*s3.Options)) (*s3.GetBucketPolicyOutput, error) {
	b, err := c.bucket("GetBucketPolicy", in.Bucket, in.ExpectedBucketOwner)
	if err == nil && b.Policy == "" {
		err = apiError("NoSuchBucketPolicy", "The bucket policy does not exist")
	}
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketPolicyOutput{Policy: &b.Policy}, nil
}

func (c s3Client) GetBucketPolicyStatus(_ context.Context, in *s3.GetBucketPolicyStatusInput, _ ...func(*s3.Options)) (*s3.GetBucketPolicyStatusOutput, error) {
	b, err := c.bucket("GetBucketPolicyStatus", in.Bucket, in.ExpectedBucketOwner)
	if err == nil && b.Policy == "" {
		err = apiError("NoSuchBucketPolicy", "The bucket policy does not exist")
	}
	if err != nil {
		return nil, err
	}
	if c.a.Silent {
		return &s3.GetBucketPolicyStatusOutput{}, nil
	}
	return &s3.GetBucketPolicyStatusOutput{PolicyStatus: &types.PolicyStatus{IsPublic: &b.PolicyIsPublic}}, nil
}

func (c s3Client) GetBucketAcl(_ context.Context, in *s3.GetBucketAclInput, _ ...func(*s3.Options)) (*s3.GetBucketAclOutput, error) {
	b, err := c.bucket("GetBucketAcl", in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	owner := aws.String("canonical-id-of-" + c.owner(b))
	own := types.Grant{Grantee: &types.Grantee{Type: types.TypeCanonicalUser, ID: owner}, Permission: types.PermissionFullControl}
	return &s3.GetBucketAclOutput{Owner: &types.Owner{ID: owner}, Grants: append([]types.Grant{own}, b.Grants...)}, nil
}

func (c s3Client) GetPublicAccessBlock(_ context.Context, in *s3.GetPublicAccessBlockInput, _ ...func(*s3.Options)) (*s3.GetPublicAccessBlockOutput, error) {
	b, err := c.bucket("GetPublicAccessBlock", in.Bucket, in.ExpectedBucketOwner)
	if err == nil && b.PublicAccessBlock == nil {
		err = apiError("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found")
	}
	if err != nil {
		return nil, err
	}
	return &s3.GetPublicAccessBlockOutput{PublicAccessBlockConfiguration: b.PublicAccessBlock}, nil
}

func (c s3Client) GetBucketEncryption(_ context.Context, in *s3.GetBucketEncryptionInput, _ ...func(*s3.Options)) (*s3.GetBucketEncryptionOutput, error) {
	b, err := c.bucket("GetBucketEncryption", in.Bucket, in.ExpectedBucketOwner)
	if err == nil && b.Encryption == nil {
		err = apiError("ServerSideEncryptionConfigurationNotFoundError", "The server side encryption configuration was not found")
	}
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketEncryptionOutput{ServerSideEncryptionConfiguration: b.Encryption}, nil
}

func (c s3Client) GetBucketVersioning(_ context.Context, in *s3.GetBucketVersioningInput, _ ...func(*s3.Options)) (*s3.GetBucketVersioningOutput, error) {
	b, err := c.bucket("GetBucketVersioning", in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketVersioningOutput{Status: b.Versioning, MFADelete: b.MFADelete}, nil
}

func (c s3Client) GetObjectLockConfiguration(_ context.Context, in *s3.GetObjectLockConfigurationInput, _ ...func(*s3.Options)) (*s3.GetObjectLockConfigurationOutput, error) {
	b, err := c.bucket("GetObjectLockConfiguration", in.Bucket, in.ExpectedBucketOwner)
	if err == nil && b.ObjectLock == nil {
		err = apiError("ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket")
	}
	if err != nil {
		return nil, err
	}
	return &s3.GetObjectLockConfigurationOutput{ObjectLockConfiguration: b.ObjectLock}, nil
}

func (c s3Client) GetBucketLifecycleConfiguration(_ context.Context, in *s3.GetBucketLifecycleConfigurationInput, _ ...func(*s3.Options)) (*s3.GetBucketLifecycleConfigurationOutput, error) {
	b, err := c.bucket("GetBucketLifecycleConfiguration", in.Bucket, in.ExpectedBucketOwner)
	if err == nil && len(b.Lifecycle) == 0 {
		err = apiError("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist")
	}
	if err != nil {
		return nil, err
	}
	minimum := b.TransitionMinimum
	if minimum == "" && !c.a.Silent {
		minimum = types.TransitionDefaultMinimumObjectSizeAllStorageClasses128k
	}
	return &s3.GetBucketLifecycleConfigurationOutput{Rules: b.Lifecycle, TransitionDefaultMinimumObjectSize: minimum}, nil
}

func (c s3Client) GetBucketLogging(_ context.Context, in *s3.GetBucketLoggingInput, _ ...func(*s3.Options)) (*s3.GetBucketLoggingOutput, error) {
	b, err := c.bucket("GetBucketLogging", in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketLoggingOutput{LoggingEnabled: b.Logging}, nil
}

func (c s3Client) GetBucketOwnershipControls(_ context.Context, in *s3.GetBucketOwnershipControlsInput, _ ...func(*s3.Options)) (*s3.GetBucketOwnershipControlsOutput, error) {
	b, err := c.bucket("GetBucketOwnershipControls", in.Bucket, in.ExpectedBucketOwner)
	if err == nil && b.Ownership == "" {
		err = apiError("OwnershipControlsNotFoundError", "The bucket ownership controls were not found")
	}
	if err != nil {
		return nil, err
	}
	rules := []types.OwnershipControlsRule{{ObjectOwnership: b.Ownership}}
	return &s3.GetBucketOwnershipControlsOutput{OwnershipControls: &types.OwnershipControls{Rules: rules}}, nil
}

func (c s3Client) GetBucketReplication(_ context.Context, in *s3.GetBucketReplicationInput, _ ...func(*s3.Options)) (*s3.GetBucketReplicationOutput, error) {
	b, err := c.bucket("GetBucketReplication", in.Bucket, in.ExpectedBucketOwner)
	if err == nil && b.Replication == nil {
		err = apiError("ReplicationConfigurationNotFoundError", "The replication configuration was not found")
	}
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketReplicationOutput{ReplicationConfiguration: b.Replication}, nil
}

func (c s3Client) GetBucketNotificationConfiguration(_ context.Context, in *s3.GetBucketNotificationConfigurationInput, _ ...func(*s3.Options)) (*s3.GetBucketNotificationConfigurationOutput, error) {
	b, err := c.bucket("GetBucketNotificationConfiguration", in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	out := &s3.GetBucketNotificationConfigurationOutput{
		TopicConfigurations: b.Topics, QueueConfigurations: b.Queues, LambdaFunctionConfigurations: b.Functions,
	}
	if b.EventBridge {
		out.EventBridgeConfiguration = &types.EventBridgeConfiguration{}
	}
	return out, nil
}

func (c s3Client) GetBucketTagging(_ context.Context, in *s3.GetBucketTaggingInput, _ ...func(*s3.Options)) (*s3.GetBucketTaggingOutput, error) {
	b, err := c.bucket("GetBucketTagging", in.Bucket, in.ExpectedBucketOwner)
	if err == nil && len(b.Tags) == 0 {
		err = apiError("NoSuchTagSet", "The TagSet does not exist")
	}
	if err != nil {
		return nil, err
	}
	out := &s3.GetBucketTaggingOutput{}
	for k, v := range b.Tags {
		out.TagSet = append(out.TagSet, types.Tag{Key: &k, Value: &v})
	}
	return out, nil
}

func (c s3Client) GetBucketRequestPayment(_ context.Context, in *s3.GetBucketRequestPaymentInput, _ ...func(*s3.Options)) (*s3.GetBucketRequestPaymentOutput, error) {
	b, err := c.bucket("GetBucketRequestPayment", in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	if c.a.Silent {
		return &s3.GetBucketRequestPaymentOutput{}, nil
	}
	if b.RequestPayer == "" {
		return &s3.GetBucketRequestPaymentOutput{Payer: types.PayerBucketOwner}, nil
	}
	return &s3.GetBucketRequestPaymentOutput{Payer: b.RequestPayer}, nil
}

func (c s3Client) GetBucketWebsite(_ context.Context, in *s3.GetBucketWebsiteInput, _ ...func(*s3.Options)) (*s3.GetBucketWebsiteOutput, error) {
	b, err := c.bucket("GetBucketWebsite", in.Bucket, in.ExpectedBucketOwner)
	if err == nil && b.Website == nil {
		err = apiError("NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration")
	}
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketWebsiteOutput{
		IndexDocument: b.Website.IndexDocument, RedirectAllRequestsTo: b.Website.RedirectAllRequestsTo,
	}, nil
}

func (c s3Client) GetBucketCors(_ context.Context, in *s3.GetBucketCorsInput, _ ...func(*s3.Options)) (*s3.GetBucketCorsOutput, error) {
	b, err := c.bucket("GetBucketCors", in.Bucket, in.ExpectedBucketOwner)
	if err == nil && len(b.CORS) == 0 {
		err = apiError("NoSuchCORSConfiguration", "The CORS configuration does not exist")
	}
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketCorsOutput{CORSRules: slices.Clone(b.CORS)}, nil
}

func (c s3Client) ListBucketInventoryConfigurations(_ context.Context, in *s3.ListBucketInventoryConfigurationsInput, _ ...func(*s3.Options)) (*s3.ListBucketInventoryConfigurationsOutput, error) {
	b, err := c.bucket("ListBucketInventoryConfigurations", in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	out := &s3.ListBucketInventoryConfigurationsOutput{}
	out.InventoryConfigurationList, out.NextContinuationToken = page(b.Inventory, in.ContinuationToken)
	out.IsTruncated = aws.Bool(out.NextContinuationToken != nil)
	return out, nil
}

func (c s3Client) ListBucketAnalyticsConfigurations(_ context.Context, in *s3.ListBucketAnalyticsConfigurationsInput, _ ...func(*s3.Options)) (*s3.ListBucketAnalyticsConfigurationsOutput, error) {
	b, err := c.bucket("ListBucketAnalyticsConfigurations", in.Bucket, in.ExpectedBucketOwner)
	if err != nil {
		return nil, err
	}
	out := &s3.ListBucketAnalyticsConfigurationsOutput{}
	out.AnalyticsConfigurationList, out.NextContinuationToken = page(b.Analytics, in.ContinuationToken)
	out.IsTruncated = aws.Bool(out.NextContinuationToken != nil)
	return out, nil
}

func (c s3Client) GetBucketMetadataConfiguration(_ context.Context, in *s3.GetBucketMetadataConfigurationInput, _ ...func(*s3.Options)) (*s3.GetBucketMetadataConfigurationOutput, error) {
	b, err := c.bucket("GetBucketMetadataConfiguration", in.Bucket, in.ExpectedBucketOwner)
	if err == nil && c.a.Silent {
		return &s3.GetBucketMetadataConfigurationOutput{}, nil
	}
	if err == nil && b.MetadataTable == nil {
		err = apiError("MetadataConfigurationNotFound", "The metadata configuration does not exist")
	}
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketMetadataConfigurationOutput{GetBucketMetadataConfigurationResult: &types.GetBucketMetadataConfigurationResult{
		MetadataConfigurationResult: &types.MetadataConfigurationResult{DestinationResult: b.MetadataTable},
	}}, nil
}
