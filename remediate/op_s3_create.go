package remediate

import (
	"context"
	"maps"
	"slices"

	"trailproof/plan"
	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// newBucket is a bucket that is there. What else it has are settings of their own.
type newBucket struct {
	Region string
}

// createBucket is whether a bucket exists, and belongs to the account. A name that somebody else has is an error: S3 tells
// no more.
var createBucket = setting[newBucket]{
	read: func(ctx context.Context, c Clients, t Target) (*newBucket, error) {
		_, err := c.S3(t.Region).HeadBucket(ctx, &s3.HeadBucketInput{Bucket: t.bucket(), ExpectedBucketOwner: &t.Account})
		if isCode(err, "NotFound", "NoSuchBucket") {
			return nil, nil
		}
		if err != nil {
			return nil, t.errorf("s3: HeadBucket", err)
		}
		return &newBucket{t.Region}, nil
	},
	write: func(ctx context.Context, c Clients, t Target, _, after *newBucket) error {
		if after == nil {
			_, err := c.S3(t.Region).DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: t.bucket(), ExpectedBucketOwner: &t.Account})
			return wrap(t, "s3: DeleteBucket", err)
		}
		in := &s3.CreateBucketInput{Bucket: t.bucket()}
		if after.Region != "us-east-1" { // where S3 refuses to be told so
			in.CreateBucketConfiguration = &types.CreateBucketConfiguration{LocationConstraint: types.BucketLocationConstraint(after.Region)}
		}
		_, err := c.S3(t.Region).CreateBucket(ctx, in)
		return wrap(t, "s3: CreateBucket", err)
	},
	predict: func(s *snapshot.Snapshot, t Target, after *newBucket) error {
		forget(s, t.Resource)
		if s.S3.Buckets == nil {
			s.S3.Buckets = map[string]snapshot.Bucket{}
		}
		if after == nil {
			s.S3.Buckets[t.Resource] = vanishedBucket(*t.bucket())
			return nil
		}
		b := freshBucket(*t.bucket(), t.Account, after.Region)
		if owner := canonicalID(s, t.Account); owner != "" {
			b.ACL = snapshot.Seen(snapshot.ACL{Owner: owner, Grants: []snapshot.ACLGrant{
				{Type: string(types.TypeCanonicalUser), Grantee: owner, Permission: string(types.PermissionFullControl)},
			}})
		} else {
			predicted(s, "s3.buckets.*.acl", t.Resource)
		}
		s.S3.Buckets[t.Resource] = b
		return nil
	},
}.of(Operation{
	Name:   "s3:CreateBucket",
	Reads:  []string{"s3:ListBucket"},
	Writes: []string{"s3:CreateBucket", "s3:DeleteBucket"},
	Risk:   plan.Costly, // what it receives is charged
	Calls: func(_, after plan.State) []string {
		if after == plan.None {
			return []string{"s3:DeleteBucket"}
		}
		return []string{"s3:CreateBucket"}
	},
	Undo: func(plan.State) string { return "deletes the bucket; S3 refuses that as long as anything is in it" },
})

// freshBucket has the settings that S3 gives a new bucket: since April 2023 public access is blocked and ACLs are off, since
// April 2026 SSE-C is blocked. What it does not say is absent.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html
func freshBucket(name, owner, region string) snapshot.Bucket {
	b := vanishedBucket(name)
	b.Exists, b.Owner, b.Region = snapshot.Seen(true), snapshot.Seen(owner), snapshot.Seen(region)
	b.ACL = snapshot.Field[snapshot.ACL]{}
	b.PublicAccessBlock = snapshot.Seen(snapshot.PublicAccessBlock{
		BlockPublicACLs: true, IgnorePublicACLs: true, BlockPublicPolicy: true, RestrictPublicBuckets: true,
	})
	b.Encryption = snapshot.Seen(snapshot.Encryption{
		Algorithm: string(types.ServerSideEncryptionAes256), BlockedTypes: []string{string(types.EncryptionTypeSseC)},
	})
	b.Versioning = snapshot.Seen(snapshot.Versioning{})
	b.Ownership = snapshot.Seen(string(types.ObjectOwnershipBucketOwnerEnforced))
	b.Notification = snapshot.Seen(snapshot.Notification{Targets: []snapshot.NotificationTarget{}})
	b.RequestPayer = snapshot.Seen(string(types.PayerBucketOwner))
	b.Inventory, b.Analytics = snapshot.Seen([]snapshot.Export{}), snapshot.Seen([]snapshot.Export{})
	return b
}

// vanishedBucket is a bucket that does not exist: nothing else can be there.
func vanishedBucket(name string) snapshot.Bucket {
	return snapshot.Bucket{
		Name: name, Exists: snapshot.Seen(false),
		Owner: snapshot.Absent[string](), Region: snapshot.Absent[string](), Policy: snapshot.Absent[snapshot.Policy](),
		PolicyStatus: snapshot.Absent[snapshot.PolicyStatus](), ACL: snapshot.Absent[snapshot.ACL](),
		PublicAccessBlock: snapshot.Absent[snapshot.PublicAccessBlock](), Encryption: snapshot.Absent[snapshot.Encryption](),
		EncryptionKey: snapshot.Absent[string](), Versioning: snapshot.Absent[snapshot.Versioning](),
		ObjectLock: snapshot.Absent[snapshot.ObjectLock](), Lifecycle: snapshot.Absent[[]snapshot.LifecycleRule](),
		Logging: snapshot.Absent[snapshot.BucketLogging](), Ownership: snapshot.Absent[string](),
		Replication: snapshot.Absent[snapshot.Replication](), Notification: snapshot.Absent[snapshot.Notification](),
		Tags: snapshot.Absent[map[string]string](), RequestPayer: snapshot.Absent[string](),
		Website: snapshot.Absent[snapshot.Website](), CORS: snapshot.Absent[[]snapshot.CORSRule](),
		Inventory: snapshot.Absent[[]snapshot.Export](), Analytics: snapshot.Absent[[]snapshot.Export](),
		MetadataTable: snapshot.Absent[snapshot.MetadataTable](),
	}
}

// canonicalID is the account's, as the ACLs of its other buckets tell it; empty where none does.
func canonicalID(s *snapshot.Snapshot, account string) string {
	for _, arn := range slices.Sorted(maps.Keys(s.S3.Buckets)) {
		b := s.S3.Buckets[arn]
		owner, _ := b.Owner.Get()
		if acl, ok := b.ACL.Get(); ok && owner == account && acl.Owner != "" {
			return acl.Owner
		}
	}
	return ""
}
