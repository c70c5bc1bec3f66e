package collectors

import (
	"context"
	"errors"
	"slices"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// bucketReader asks for the settings of one bucket.
type bucketReader struct {
	env         *Env
	api         S3API
	region, arn string
	name, owner *string
}

// bucketField is the reading of one field.
func bucketField[T, V any](
	r bucketReader, c *Call, field *snapshot.Field[V], do func(context.Context) (T, error), get func(T) (V, bool),
) func(context.Context) error {
	return func(ctx context.Context) error { return fill(ctx, r.env, c, r.region, r.arn, field, do, get) }
}

// fields returns the readings of all fields, which may run at the same time.
func (r bucketReader) fields(b *snapshot.Bucket) []func(context.Context) error {
	return []func(context.Context) error{
		r.policyOf(b),
		bucketField(r, getBucketPolicyStatus, &b.PolicyStatus, r.policyStatus, yes),
		bucketField(r, getBucketACL, &b.ACL, func(ctx context.Context) (*s3.GetBucketAclOutput, error) {
			return r.api.GetBucketAcl(ctx, &s3.GetBucketAclInput{Bucket: r.name, ExpectedBucketOwner: r.owner})
		}, acl),
		bucketField(r, getBucketBlock, &b.PublicAccessBlock, func(ctx context.Context) (*s3.GetPublicAccessBlockOutput, error) {
			return r.api.GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: r.name, ExpectedBucketOwner: r.owner})
		}, func(out *s3.GetPublicAccessBlockOutput) (snapshot.PublicAccessBlock, bool) {
			c := out.PublicAccessBlockConfiguration
			if c == nil {
				return snapshot.PublicAccessBlock{}, false
			}
			return publicAccessBlock(c.BlockPublicAcls, c.IgnorePublicAcls, c.BlockPublicPolicy, c.RestrictPublicBuckets), true
		}),
		bucketField(r, getBucketEncryption, &b.Encryption, func(ctx context.Context) (*s3.GetBucketEncryptionOutput, error) {
			return r.api.GetBucketEncryption(ctx, &s3.GetBucketEncryptionInput{Bucket: r.name, ExpectedBucketOwner: r.owner})
		}, encryption),
		bucketField(r, getBucketVersioning, &b.Versioning, func(ctx context.Context) (*s3.GetBucketVersioningOutput, error) {
			return r.api.GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: r.name, ExpectedBucketOwner: r.owner})
		}, func(out *s3.GetBucketVersioningOutput) (snapshot.Versioning, bool) {
			return snapshot.Versioning{
				Status: notEmpty(aws.String(string(out.Status))), MFADelete: notEmpty(aws.String(string(out.MFADelete))),
			}, true
		}),
		bucketField(r, getObjectLock, &b.ObjectLock, func(ctx context.Context) (*s3.GetObjectLockConfigurationOutput, error) {
			return r.api.GetObjectLockConfiguration(ctx, &s3.GetObjectLockConfigurationInput{Bucket: r.name, ExpectedBucketOwner: r.owner})
		}, objectLock),
		bucketField(r, getBucketLifecycle, &b.Lifecycle, func(ctx context.Context) (*s3.GetBucketLifecycleConfigurationOutput, error) {
			return r.api.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: r.name, ExpectedBucketOwner: r.owner})
		}, lifecycle),
		bucketField(r, getBucketLogging, &b.Logging, func(ctx context.Context) (*s3.GetBucketLoggingOutput, error) {
			return r.api.GetBucketLogging(ctx, &s3.GetBucketLoggingInput{Bucket: r.name, ExpectedBucketOwner: r.owner})
		}, func(out *s3.GetBucketLoggingOutput) (snapshot.BucketLogging, bool) {
			l := out.LoggingEnabled
			if l == nil || aws.ToString(l.TargetBucket) == "" {
				return snapshot.BucketLogging{}, false
			}
			return snapshot.BucketLogging{
				Target: bucketARN(r.env.Partition, *l.TargetBucket), Prefix: aws.ToString(l.TargetPrefix),
			}, true
		}),
		bucketField(r, getBucketOwnership, &b.Ownership, func(ctx context.Context) (*s3.GetBucketOwnershipControlsOutput, error) {
			return r.api.GetBucketOwnershipControls(ctx, &s3.GetBucketOwnershipControlsInput{Bucket: r.name, ExpectedBucketOwner: r.owner})
		}, func(out *s3.GetBucketOwnershipControlsOutput) (string, bool) {
			if out.OwnershipControls == nil || len(out.OwnershipControls.Rules) == 0 {
				return "", false
			}
			return string(out.OwnershipControls.Rules[0].ObjectOwnership), true
		}),
		bucketField(r, getBucketReplication, &b.Replication, func(ctx context.Context) (*s3.GetBucketReplicationOutput, error) {
			return r.api.GetBucketReplication(ctx, &s3.GetBucketReplicationInput{Bucket: r.name, ExpectedBucketOwner: r.owner})
		}, replication),
		bucketField(r, getBucketNotification, &b.Notification, func(ctx context.Context) (*s3.GetBucketNotificationConfigurationOutput, error) {
			return r.api.GetBucketNotificationConfiguration(ctx, &s3.GetBucketNotificationConfigurationInput{Bucket: r.name, ExpectedBucketOwner: r.owner})
		}, notification),
		bucketField(r, getBucketTagging, &b.Tags, func(ctx context.Context) (*s3.GetBucketTaggingOutput, error) {
			return r.api.GetBucketTagging(ctx, &s3.GetBucketTaggingInput{Bucket: r.name, ExpectedBucketOwner: r.owner})
		}, func(out *s3.GetBucketTaggingOutput) (map[string]string, bool) { return s3Tags(out.TagSet), true }),
		bucketField(r, getBucketRequestPayment, &b.RequestPayer, r.requestPayer, yes),
		bucketField(r, getBucketWebsite, &b.Website, func(ctx context.Context) (*s3.GetBucketWebsiteOutput, error) {
			return r.api.GetBucketWebsite(ctx, &s3.GetBucketWebsiteInput{Bucket: r.name, ExpectedBucketOwner: r.owner})
		}, website),
		bucketField(r, getBucketCORS, &b.CORS, func(ctx context.Context) (*s3.GetBucketCorsOutput, error) {
			return r.api.GetBucketCors(ctx, &s3.GetBucketCorsInput{Bucket: r.name, ExpectedBucketOwner: r.owner})
		}, func(out *s3.GetBucketCorsOutput) ([]snapshot.CORSRule, bool) {
			rules := []snapshot.CORSRule{}
			for _, c := range out.CORSRules {
				rules = append(rules, snapshot.CORSRule{Methods: sorted(c.AllowedMethods), Origins: sorted(c.AllowedOrigins)})
			}
			return rules, true
		}),
		bucketField(r, listBucketInventory, &b.Inventory, r.inventory, yes),
		bucketField(r, listBucketAnalytics, &b.Analytics, r.analytics, yes),
		bucketField(r, getBucketMetadata, &b.MetadataTable, r.metadata, yes),
	}
}

// yes takes an answer as it is.
func yes[T any](v T) (T, bool) { return v, true }

// policyStatus insists on an answer: an endpoint that does not know the operation answers 200 with nothing in it, and a
// missing IsPublic must not read as private.
func (r bucketReader) policyStatus(ctx context.Context) (snapshot.PolicyStatus, error) {
	out, err := r.api.GetBucketPolicyStatus(ctx, &s3.GetBucketPolicyStatusInput{Bucket: r.name, ExpectedBucketOwner: r.owner})
	if err != nil {
		return snapshot.PolicyStatus{}, err
	}
	if out.PolicyStatus == nil || out.PolicyStatus.IsPublic == nil {
		return snapshot.PolicyStatus{}, errors.New("the answer does not say whether the policy is public")
	}
	return snapshot.PolicyStatus{IsPublic: *out.PolicyStatus.IsPublic}, nil
}

func (r bucketReader) requestPayer(ctx context.Context) (string, error) {
	out, err := r.api.GetBucketRequestPayment(ctx, &s3.GetBucketRequestPaymentInput{Bucket: r.name, ExpectedBucketOwner: r.owner})
	if err == nil && out.Payer == "" {
		err = errors.New("the answer does not say who pays")
	}
	if err != nil {
		return "", err
	}
	return string(out.Payer), nil
}

func acl(out *s3.GetBucketAclOutput) (snapshot.ACL, bool) { return aclOf(out.Owner, out.Grants), true }

func aclOf(owner *types.Owner, grants []types.Grant) snapshot.ACL {
	a := snapshot.ACL{Grants: []snapshot.ACLGrant{}}
	if owner != nil {
		a.Owner = aws.ToString(owner.ID)
	}
	for _, g := range grants {
		grant := snapshot.ACLGrant{Permission: string(g.Permission)}
		if g.Grantee != nil {
			grant.Type = string(g.Grantee.Type)
			grant.Grantee = aws.ToString(g.Grantee.ID) + aws.ToString(g.Grantee.URI) + aws.ToString(g.Grantee.EmailAddress)
		}
		a.Grants = append(a.Grants, grant)
	}
	return a
}

func encryption(out *s3.GetBucketEncryptionOutput) (snapshot.Encryption, bool) {
	c := out.ServerSideEncryptionConfiguration
	if c == nil || len(c.Rules) == 0 {
		return snapshot.Encryption{}, false
	}
	e := snapshot.Encryption{BucketKey: aws.ToBool(c.Rules[0].BucketKeyEnabled), BlockedTypes: []string{}}
	if d := c.Rules[0].ApplyServerSideEncryptionByDefault; d != nil {
		e.Algorithm, e.KMSKeyID = string(d.SSEAlgorithm), notEmpty(d.KMSMasterKeyID)
	}
	if blocked := c.Rules[0].BlockedEncryptionTypes; blocked != nil {
		e.BlockedTypes = texts(blocked.EncryptionType)
	}
	return e, true
}

func objectLock(out *s3.GetObjectLockConfigurationOutput) (snapshot.ObjectLock, bool) {
	c := out.ObjectLockConfiguration
	if c == nil {
		return snapshot.ObjectLock{}, false
	}
	lock := snapshot.ObjectLock{Enabled: c.ObjectLockEnabled == types.ObjectLockEnabledEnabled}
	if c.Rule != nil && c.Rule.DefaultRetention != nil {
		d := c.Rule.DefaultRetention
		lock.Mode, lock.Days, lock.Years = notEmpty(aws.String(string(d.Mode))), number(d.Days), number(d.Years)
	}
	return lock, true
}

func lifecycle(out *s3.GetBucketLifecycleConfigurationOutput) ([]snapshot.LifecycleRule, bool) {
	rules := []snapshot.LifecycleRule{}
	for _, r := range out.Rules {
		rule := snapshot.LifecycleRule{
			ID: notEmpty(r.ID), Enabled: r.Status == types.ExpirationStatusEnabled, Tags: map[string]string{},
			Prefix: aws.ToString(r.Prefix), //nolint:staticcheck // deprecated, but old rules still come with it
		}
		if f := r.Filter; f != nil {
			rule.Prefix += aws.ToString(f.Prefix)
			rule.SizeGreaterThan, rule.SizeLessThan = f.ObjectSizeGreaterThan, f.ObjectSizeLessThan
			if f.Tag != nil {
				rule.Tags = s3Tags([]types.Tag{*f.Tag})
			}
			if f.And != nil {
				rule.Prefix += aws.ToString(f.And.Prefix)
				rule.SizeGreaterThan, rule.SizeLessThan = f.And.ObjectSizeGreaterThan, f.And.ObjectSizeLessThan
				rule.Tags = s3Tags(f.And.Tags)
			}
		}
		if e := r.Expiration; e != nil {
			rule.ExpirationDays, rule.ExpirationDate = number(e.Days), utc(e.Date)
		}
		if n := r.NoncurrentVersionExpiration; n != nil {
			rule.NoncurrentDays, rule.NoncurrentKeep = number(n.NoncurrentDays), number(n.NewerNoncurrentVersions)
		}
		if a := r.AbortIncompleteMultipartUpload; a != nil {
			rule.AbortMultipartDays = number(a.DaysAfterInitiation)
		}
		rules = append(rules, rule)
	}
	return rules, true
}

func replication(out *s3.GetBucketReplicationOutput) (snapshot.Replication, bool) {
	c := out.ReplicationConfiguration
	if c == nil {
		return snapshot.Replication{}, false
	}
	r := snapshot.Replication{Role: aws.ToString(c.Role), Rules: []snapshot.ReplicationRule{}}
	for _, rule := range c.Rules {
		entry := snapshot.ReplicationRule{ID: notEmpty(rule.ID), Enabled: rule.Status == types.ReplicationRuleStatusEnabled}
		if d := rule.Destination; d != nil {
			entry.Destination, entry.Account = aws.ToString(d.Bucket), notEmpty(d.Account)
			entry.OwnerOverride = d.AccessControlTranslation != nil
		}
		r.Rules = append(r.Rules, entry)
	}
	return r, true
}

func notification(out *s3.GetBucketNotificationConfigurationOutput) (snapshot.Notification, bool) {
	n := snapshot.Notification{EventBridge: out.EventBridgeConfiguration != nil, Targets: []snapshot.NotificationTarget{}}
	for _, c := range out.TopicConfigurations {
		n.Targets = append(n.Targets, snapshot.NotificationTarget{ARN: aws.ToString(c.TopicArn), Events: texts(c.Events)})
	}
	for _, c := range out.QueueConfigurations {
		n.Targets = append(n.Targets, snapshot.NotificationTarget{ARN: aws.ToString(c.QueueArn), Events: texts(c.Events)})
	}
	for _, c := range out.LambdaFunctionConfigurations {
		n.Targets = append(n.Targets, snapshot.NotificationTarget{ARN: aws.ToString(c.LambdaFunctionArn), Events: texts(c.Events)})
	}
	slices.SortStableFunc(n.Targets, func(a, b snapshot.NotificationTarget) int {
		return slices.Compare(append([]string{a.ARN}, a.Events...), append([]string{b.ARN}, b.Events...))
	})
	return n, true
}

func website(out *s3.GetBucketWebsiteOutput) (snapshot.Website, bool) {
	var w snapshot.Website
	if out.IndexDocument != nil {
		w.IndexDocument = notEmpty(out.IndexDocument.Suffix)
	}
	if out.RedirectAllRequestsTo != nil {
		w.RedirectAllHost = notEmpty(out.RedirectAllRequestsTo.HostName)
	}
	return w, true
}

func s3Tags(set []types.Tag) map[string]string {
	tags := make(map[string]string, len(set))
	for _, t := range set {
		tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	return tags
}
