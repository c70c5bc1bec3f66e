package awsfake

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"trailproof/policy"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
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

// CreateBucket makes a bucket as S3 has made them since April 2026.
func (c s3Client) CreateBucket(_ context.Context, in *s3.CreateBucketInput, _ ...func(*s3.Options)) (*s3.CreateBucketOutput, error) {
	if err := c.a.enter("s3:CreateBucket", c.region, aws.ToString(in.Bucket)); err != nil {
		return nil, err
	}
	c.a.mu.Lock()
	defer c.a.mu.Unlock()
	if b, ok := c.a.Buckets[aws.ToString(in.Bucket)]; ok {
		if c.owner(b) == c.a.Account {
			return nil, apiError("BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.")
		}
		return nil, apiError("BucketAlreadyExists", "The requested bucket name is not available.")
	}
	constraint := ""
	if in.CreateBucketConfiguration != nil {
		constraint = string(in.CreateBucketConfiguration.LocationConstraint)
	}
	switch {
	case c.region == "us-east-1" && constraint != "":
		return nil, apiError("InvalidLocationConstraint", "The specified location-constraint is not valid")
	case c.region != "us-east-1" && constraint != c.region:
		return nil, apiError("IllegalLocationConstraintException", "The location constraint is incompatible for the region specific endpoint")
	}
	if c.a.Buckets == nil {
		c.a.Buckets = map[string]*Bucket{}
	}
	c.a.Buckets[*in.Bucket] = &Bucket{
		Region: c.region, Ownership: types.ObjectOwnershipBucketOwnerEnforced,
		PublicAccessBlock: &types.PublicAccessBlockConfiguration{
			BlockPublicAcls: aws.Bool(true), IgnorePublicAcls: aws.Bool(true),
			BlockPublicPolicy: aws.Bool(true), RestrictPublicBuckets: aws.Bool(true),
		},
		Encryption: &types.ServerSideEncryptionConfiguration{Rules: []types.ServerSideEncryptionRule{{
			ApplyServerSideEncryptionByDefault: &types.ServerSideEncryptionByDefault{SSEAlgorithm: types.ServerSideEncryptionAes256},
			BucketKeyEnabled:                   aws.Bool(false),
			BlockedEncryptionTypes:             &types.BlockedEncryptionTypes{EncryptionType: []types.EncryptionType{types.EncryptionTypeSseC}},
		}}},
	}
	return &s3.CreateBucketOutput{}, nil
}

func (c s3Client) DeleteBucket(_ context.Context, in *s3.DeleteBucketInput, _ ...func(*s3.Options)) (*s3.DeleteBucketOutput, error) {
	err := c.set("DeleteBucket", in.Bucket, in.ExpectedBucketOwner, func(b *Bucket) error {
		if len(b.Objects) > 0 {
			return apiError("BucketNotEmpty", "The bucket you tried to delete is not empty")
		}
		delete(c.a.Buckets, *in.Bucket)
		return nil
	})
	return &s3.DeleteBucketOutput{}, err
}

func (c s3Client) PutBucketPolicy(_ context.Context, in *s3.PutBucketPolicyInput, _ ...func(*s3.Options)) (*s3.PutBucketPolicyOutput, error) {
	err := c.set("PutBucketPolicy", in.Bucket, in.ExpectedBucketOwner, func(b *Bucket) error {
		if !json.Valid([]byte(aws.ToString(in.Policy))) || len(*in.Policy) > 20*1024 {
			return apiError("MalformedPolicy", "The policy is not valid")
		}
		public := isPublic(*in.Policy)
		account := c.a.AccountPublicAccessBlock
		blocked := b.PublicAccessBlock != nil && aws.ToBool(b.PublicAccessBlock.BlockPublicPolicy) ||
			account != nil && aws.ToBool(account.BlockPublicPolicy)
		if public && blocked {
			return apiError("AccessDenied", "public policies are blocked by the BlockPublicPolicy block public access setting")
		}
		b.Policy, b.PolicyIsPublic = *in.Policy, public
		return nil
	})
	return &s3.PutBucketPolicyOutput{}, err
}

// isPublic says whether S3 calls a policy public: it lets everybody do something, under no condition with a fixed value of
// the keys that S3 looks at.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
func isPublic(raw string) bool {
	doc, _ := policy.Parse(raw)
	if doc == nil {
		return false
	}
	keys := []string{
		"aws:sourceip", "aws:sourcearn", "aws:sourcevpc", "aws:sourcevpce", "aws:sourceowner", "aws:sourceaccount", "aws:userid",
		"aws:principalorgid", "s3:dataaccesspointarn", "s3:dataaccesspointaccount", "s3:x-amz-server-side-encryption-aws-kms-key-id",
	}
	return slices.ContainsFunc(doc.Statements, func(s policy.Statement) bool {
		everybody := len(s.NotPrincipals) > 0 || slices.ContainsFunc(s.Principals, func(p policy.Principal) bool { return p.ID == "*" })
		fixed := slices.ContainsFunc(s.Conditions, func(c policy.Condition) bool {
			return slices.Contains(keys, c.Key) && !slices.ContainsFunc(c.Values, func(v string) bool { return strings.ContainsAny(v, "*?$") })
		})
		return s.Effect == "Allow" && everybody && !fixed
	})
}

func (c s3Client) DeleteBucketPolicy(_ context.Context, in *s3.DeleteBucketPolicyInput, _ ...func(*s3.Options)) (*s3.DeleteBucketPolicyOutput, error) {
	err := c.set("DeleteBucketPolicy", in.Bucket, in.ExpectedBucketOwner, func(b *Bucket) error {
		b.Policy, b.PolicyIsPublic = "", false
		return nil
	})
	return &s3.DeleteBucketPolicyOutput{}, err
}

func (c s3Client) PutBucketVersioning(_ context.Context, in *s3.PutBucketVersioningInput, _ ...func(*s3.Options)) (*s3.PutBucketVersioningOutput, error) {
	err := c.set("PutBucketVersioning", in.Bucket, in.ExpectedBucketOwner, func(b *Bucket) error {
		if b.MFADelete == types.MFADeleteStatusEnabled && in.MFA == nil {
			return apiError("AccessDenied", "Mfa Authentication must be used for this request")
		}
		b.Versioning = in.VersioningConfiguration.Status
		return nil
	})
	return &s3.PutBucketVersioningOutput{}, err
}

func (c s3Client) PutPublicAccessBlock(_ context.Context, in *s3.PutPublicAccessBlockInput, _ ...func(*s3.Options)) (*s3.PutPublicAccessBlockOutput, error) {
	err := c.set("PutPublicAccessBlock", in.Bucket, in.ExpectedBucketOwner, func(b *Bucket) error {
		b.PublicAccessBlock = in.PublicAccessBlockConfiguration
		return nil
	})
	return &s3.PutPublicAccessBlockOutput{}, err
}

func (c s3Client) DeletePublicAccessBlock(_ context.Context, in *s3.DeletePublicAccessBlockInput, _ ...func(*s3.Options)) (*s3.DeletePublicAccessBlockOutput, error) {
	err := c.set("DeletePublicAccessBlock", in.Bucket, in.ExpectedBucketOwner, func(b *Bucket) error {
		b.PublicAccessBlock = nil
		return nil
	})
	return &s3.DeletePublicAccessBlockOutput{}, err
}

// PutBucketEncryption refuses a key of another Region, and one that does not exist.
func (c s3Client) PutBucketEncryption(_ context.Context, in *s3.PutBucketEncryptionInput, _ ...func(*s3.Options)) (*s3.PutBucketEncryptionOutput, error) {
	err := c.set("PutBucketEncryption", in.Bucket, in.ExpectedBucketOwner, func(b *Bucket) error {
		for _, r := range in.ServerSideEncryptionConfiguration.Rules {
			d := r.ApplyServerSideEncryptionByDefault
			if d == nil {
				continue
			}
			if d.SSEAlgorithm == types.ServerSideEncryptionAes256 && d.KMSMasterKeyID != nil {
				return apiError("InvalidArgument", "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms")
			}
			if key := aws.ToString(d.KMSMasterKeyID); strings.HasPrefix(key, "arn:") && regionOf(key) != b.Region {
				return apiError("KMS.NotFoundException", "Invalid arn %s", regionOf(key))
			}
		}
		b.Encryption = in.ServerSideEncryptionConfiguration
		return nil
	})
	return &s3.PutBucketEncryptionOutput{}, err
}

func (c s3Client) DeleteBucketEncryption(_ context.Context, in *s3.DeleteBucketEncryptionInput, _ ...func(*s3.Options)) (*s3.DeleteBucketEncryptionOutput, error) {
	err := c.set("DeleteBucketEncryption", in.Bucket, in.ExpectedBucketOwner, func(b *Bucket) error {
		b.Encryption = nil
		return nil
	})
	return &s3.DeleteBucketEncryptionOutput{}, err
}

// PutBucketOwnershipControls does not switch ACLs off while the bucket's grants somebody else something.
func (c s3Client) PutBucketOwnershipControls(_ context.Context, in *s3.PutBucketOwnershipControlsInput, _ ...func(*s3.Options)) (*s3.PutBucketOwnershipControlsOutput, error) {
	err := c.set("PutBucketOwnershipControls", in.Bucket, in.ExpectedBucketOwner, func(b *Bucket) error {
		ownership := in.OwnershipControls.Rules[0].ObjectOwnership
		if ownership == types.ObjectOwnershipBucketOwnerEnforced && len(b.Grants) > 0 {
			return apiError("InvalidBucketAclWithObjectOwnership", "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting")
		}
		b.Ownership = ownership
		return nil
	})
	return &s3.PutBucketOwnershipControlsOutput{}, err
}

func (c s3Client) DeleteBucketOwnershipControls(_ context.Context, in *s3.DeleteBucketOwnershipControlsInput, _ ...func(*s3.Options)) (*s3.DeleteBucketOwnershipControlsOutput, error) {
	err := c.set("DeleteBucketOwnershipControls", in.Bucket, in.ExpectedBucketOwner, func(b *Bucket) error {
		b.Ownership = ""
		return nil
	})
	return &s3.DeleteBucketOwnershipControlsOutput{}, err
}

// PutBucketLifecycleConfiguration replaces all rules. It takes rules with filters or rules with prefixes, and no mixture; a
// call that does not say how small an object may be for a transition sets the default.
func (c s3Client) PutBucketLifecycleConfiguration(_ context.Context, in *s3.PutBucketLifecycleConfigurationInput, _ ...func(*s3.Options)) (*s3.PutBucketLifecycleConfigurationOutput, error) {
	err := c.set("PutBucketLifecycleConfiguration", in.Bucket, in.ExpectedBucketOwner, func(b *Bucket) error {
		rules := in.LifecycleConfiguration.Rules
		filters, ids := 0, map[string]bool{}
		for _, r := range rules {
			prefix := r.Prefix //nolint:staticcheck // deprecated, and S3 still takes it
			if r.Filter == nil && prefix == nil || r.Filter != nil && prefix != nil || r.Status == "" {
				return apiError("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
			}
			if r.Filter != nil {
				filters++
			}
			if r.ID != nil && ids[*r.ID] {
				return apiError("InvalidArgument", "Rule ID must be unique. Found same ID for more than one rule")
			}
			ids[aws.ToString(r.ID)] = true
		}
		switch {
		case len(rules) == 0 || len(rules) > 1000:
			return apiError("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
		case filters != 0 && filters != len(rules):
			return apiError("InvalidRequest", "Filter element can only be used in Lifecycle V2.")
		case b.MFADelete == types.MFADeleteStatusEnabled:
			return apiError("InvalidBucketState", "Lifecycle configuration is not supported on MFA enabled buckets")
		}
		b.Lifecycle, b.TransitionMinimum = rules, in.TransitionDefaultMinimumObjectSize
		return nil
	})
	return &s3.PutBucketLifecycleConfigurationOutput{}, err
}

func (c s3Client) DeleteBucketLifecycle(_ context.Context, in *s3.DeleteBucketLifecycleInput, _ ...func(*s3.Options)) (*s3.DeleteBucketLifecycleOutput, error) {
	err := c.set("DeleteBucketLifecycle", in.Bucket, in.ExpectedBucketOwner, func(b *Bucket) error {
		b.Lifecycle, b.TransitionMinimum = nil, ""
		return nil
	})
	return &s3.DeleteBucketLifecycleOutput{}, err
}

// PutBucketLogging wants the target in the account and the Region of the bucket.
func (c s3Client) PutBucketLogging(_ context.Context, in *s3.PutBucketLoggingInput, _ ...func(*s3.Options)) (*s3.PutBucketLoggingOutput, error) {
	err := c.set("PutBucketLogging", in.Bucket, in.ExpectedBucketOwner, func(b *Bucket) error {
		to := in.BucketLoggingStatus.LoggingEnabled
		if to != nil {
			target, ok := c.a.Buckets[aws.ToString(to.TargetBucket)]
			switch {
			case to.TargetPrefix == nil:
				return apiError("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
			case !ok || c.owner(target) != c.owner(b):
				return apiError("InvalidTargetBucketForLogging", "The target bucket for logging does not exist, or is not owned by you")
			case target.Region != b.Region:
				return apiError("CrossLocationLoggingProhibitted", "Cross S3 location logging not allowed")
			}
		}
		b.Logging = to
		return nil
	})
	return &s3.PutBucketLoggingOutput{}, err
}

func (c s3Client) PutBucketRequestPayment(_ context.Context, in *s3.PutBucketRequestPaymentInput, _ ...func(*s3.Options)) (*s3.PutBucketRequestPaymentOutput, error) {
	err := c.set("PutBucketRequestPayment", in.Bucket, in.ExpectedBucketOwner, func(b *Bucket) error {
		b.RequestPayer = in.RequestPaymentConfiguration.Payer
		return nil
	})
	return &s3.PutBucketRequestPaymentOutput{}, err
}
