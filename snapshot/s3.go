package snapshot

import "time"

// S3 is every bucket that a trail, or a bucket's access log, replication, inventory or analysis names, or that trails of other
// accounts deliver to, and the account's own block.
type S3 struct {
	// AccountPublicAccessBlock is that of the snapshot's account; absent means that none was ever set.
	AccountPublicAccessBlock Field[PublicAccessBlock] `json:"account_public_access_block,omitzero"`
	// Buckets by ARN.
	Buckets map[string]Bucket `json:"buckets,omitzero"`
	// CentralBuckets, by ARN, are those of this account that no trail of the account delivers to, but trails of other accounts do,
	// as far as AWS tells the owner of a bucket.
	CentralBuckets map[string]CentralBucket `json:"central_buckets,omitzero"`
	// AccessPoints, by ARN, are those of this account that lead to a bucket which a trail of the account delivers to.
	AccessPoints map[string]AccessPoint `json:"access_points,omitzero" with:"access_points"`
	// AccessGrantsLocations, by ARN, are those that hold something of such a bucket.
	AccessGrantsLocations map[string]AccessGrantsLocation `json:"access_grants_locations,omitzero" with:"access_points"`
	// ObjectSamples, by bucket ARN, are of such buckets.
	ObjectSamples map[string]ObjectSample `json:"object_samples,omitzero" with:"objects"`
}

// Bucket is one bucket. Of a bucket that does not exist every other field is absent.
type Bucket struct {
	Name string `json:"name"`
	// Exists is false where S3 answers that the name is free: anyone may take it.
	Exists Field[bool] `json:"exists,omitzero"`
	// Owner is the account that ExpectedBucketOwner confirmed, absent where the bucket belongs to none of the accounts
	// that were tried: AWS does not say whose it is.
	Owner             Field[string]            `json:"owner,omitzero"`
	Region            Field[string]            `json:"region,omitzero"`
	Policy            Field[Policy]            `json:"policy,omitzero"`
	PolicyStatus      Field[PolicyStatus]      `json:"policy_status,omitzero"`
	ACL               Field[ACL]               `json:"acl,omitzero"`
	PublicAccessBlock Field[PublicAccessBlock] `json:"public_access_block,omitzero"`
	Encryption        Field[Encryption]        `json:"encryption,omitzero"`
	// EncryptionKey is the ARN of the key that Encryption names, resolved from alias or id; absent where it names none.
	EncryptionKey Field[string]          `json:"encryption_key,omitzero" ref:"kms.keys"`
	Versioning    Field[Versioning]      `json:"versioning,omitzero"`
	ObjectLock    Field[ObjectLock]      `json:"object_lock,omitzero"`
	Lifecycle     Field[[]LifecycleRule] `json:"lifecycle,omitzero"`
	Logging       Field[BucketLogging]   `json:"logging,omitzero"`
	// Ownership is BucketOwnerEnforced, BucketOwnerPreferred or ObjectWriter; absent acts as ObjectWriter.
	Ownership    Field[string]            `json:"ownership,omitzero"`
	Replication  Field[Replication]       `json:"replication,omitzero"`
	Notification Field[Notification]      `json:"notification,omitzero"`
	Tags         Field[map[string]string] `json:"tags,omitzero"`
	// RequestPayer is BucketOwner or Requester.
	RequestPayer Field[string]     `json:"request_payer,omitzero"`
	Website      Field[Website]    `json:"website,omitzero"`
	CORS         Field[[]CORSRule] `json:"cors,omitzero"`
	// Inventory and Analytics are the reports about the bucket's objects, MetadataTable the tables; each names every object.
	Inventory     Field[[]Export]      `json:"inventory,omitzero"`
	Analytics     Field[[]Export]      `json:"analytics,omitzero"`
	MetadataTable Field[MetadataTable] `json:"metadata_table,omitzero"`
}

// CentralBucket is why a bucket is taken for one that trails of other accounts deliver to: any of the three is enough.
type CentralBucket struct {
	// Trails are the ARNs of trails of other accounts that are seen from here and deliver to it, sorted.
	Trails []string `json:"trails" ref:"cloudtrail.trails"`
	// Named is true where whoever looked named it as a log bucket.
	Named bool `json:"named"`
	// Folders are what the keys begin with under which its policy lets CloudTrail put files of other accounts, sorted:
	// [PREFIX/]AWSLogs/, perhaps with the one organization or account behind it.
	Folders Field[[]string] `json:"folders,omitzero"`
	// Keys are the ARNs of the keys of this account that its default encryption, its policy, or the trails name, sorted.
	Keys Field[[]string] `json:"keys,omitzero" ref:"kms.keys"`
}

// PublicAccessBlock is the four switches of S3 Block Public Access.
type PublicAccessBlock struct {
	BlockPublicACLs       bool `json:"block_public_acls"`
	IgnorePublicACLs      bool `json:"ignore_public_acls"`
	BlockPublicPolicy     bool `json:"block_public_policy"`
	RestrictPublicBuckets bool `json:"restrict_public_buckets"`
}

// PolicyStatus is GetBucketPolicyStatus.
type PolicyStatus struct {
	IsPublic bool `json:"is_public"`
}

// ACL is a bucket's access control list.
type ACL struct {
	// Owner is the canonical id.
	Owner  string     `json:"owner"`
	Grants []ACLGrant `json:"grants"`
}

// ACLGrant is one entry of an ACL. Grantee is a canonical id, the URI of a group, or an e-mail address.
type ACLGrant struct {
	// Type is CanonicalUser, Group or AmazonCustomerByEmail.
	Type    string `json:"type"`
	Grantee string `json:"grantee"`
	// Permission is FULL_CONTROL, READ, WRITE, READ_ACP or WRITE_ACP.
	Permission string `json:"permission"`
}

// Encryption is the default encryption of new objects.
type Encryption struct {
	// Algorithm is AES256, aws:kms or aws:kms:dsse.
	Algorithm    string   `json:"algorithm"`
	KMSKeyID     *string  `json:"kms_key_id"`
	BucketKey    bool     `json:"bucket_key"`
	BlockedTypes []string `json:"blocked_types"`
}

// Versioning is GetBucketVersioning; both are null in a bucket that was never versioned.
type Versioning struct {
	// Status is Enabled or Suspended.
	Status *string `json:"status"`
	// MFADelete is Enabled or Disabled.
	MFADelete *string `json:"mfa_delete"`
}

// ObjectLock is the object lock configuration. Retention fields are null without a default retention.
type ObjectLock struct {
	Enabled bool `json:"enabled"`
	// Mode is GOVERNANCE or COMPLIANCE.
	Mode  *string `json:"mode"`
	Days  *int    `json:"days"`
	Years *int    `json:"years"`
}

// LifecycleRule is one rule. Prefix, size and tags are its filter; an empty prefix matches every key.
type LifecycleRule struct {
	ID              *string           `json:"id"`
	Enabled         bool              `json:"enabled"`
	Prefix          string            `json:"prefix"`
	SizeGreaterThan *int64            `json:"size_greater_than"`
	SizeLessThan    *int64            `json:"size_less_than"`
	Tags            map[string]string `json:"tags"`
	ExpirationDays  *int              `json:"expiration_days"`
	ExpirationDate  *time.Time        `json:"expiration_date"`
	// NoncurrentDays is after how many days a noncurrent version expires, NoncurrentKeep how many are kept anyway.
	NoncurrentDays     *int `json:"noncurrent_days"`
	NoncurrentKeep     *int `json:"noncurrent_keep"`
	AbortMultipartDays *int `json:"abort_multipart_days"`
}

// BucketLogging is where server access logs go.
type BucketLogging struct {
	// Target is the ARN of the bucket.
	Target string `json:"target" ref:"s3.buckets"`
	Prefix string `json:"prefix"`
}

// Replication is the replication configuration.
type Replication struct {
	Role  string            `json:"role"`
	Rules []ReplicationRule `json:"rules"`
}

// ReplicationRule is one rule of it.
type ReplicationRule struct {
	ID      *string `json:"id"`
	Enabled bool    `json:"enabled"`
	// Destination is the ARN of the bucket, Account its owner where the rule names one.
	Destination   string  `json:"destination" ref:"s3.buckets"`
	Account       *string `json:"account"`
	OwnerOverride bool    `json:"owner_override"`
}

// Notification lists the targets of event notifications.
type Notification struct {
	// EventBridge is true where all events go to Amazon EventBridge.
	EventBridge bool                 `json:"event_bridge"`
	Targets     []NotificationTarget `json:"targets"`
}

// NotificationTarget is one queue, topic or function.
type NotificationTarget struct {
	ARN    string   `json:"arn"`
	Events []string `json:"events"`
}

// Website is static website hosting.
type Website struct {
	IndexDocument   *string `json:"index_document"`
	RedirectAllHost *string `json:"redirect_all_host"`
}

// CORSRule is one rule of cross-origin access.
type CORSRule struct {
	Methods []string `json:"methods"`
	Origins []string `json:"origins"`
}

// Export is one inventory, or one storage class analysis.
type Export struct {
	ID string `json:"id"`
	// Enabled is false for an inventory that is switched off; an analysis has no switch.
	Enabled bool `json:"enabled"`
	// Destination is the ARN of the bucket that receives it, null for an analysis that is not exported; Account is the owner
	// that S3 demands of that bucket, where one is named.
	Destination *string `json:"destination" ref:"s3.buckets"`
	Account     *string `json:"account"`
}

// MetadataTable is where S3 Metadata keeps its tables about the bucket.
type MetadataTable struct {
	// TableBucket is the ARN of the table bucket, BucketType aws or customer, by who manages it.
	TableBucket string  `json:"table_bucket"`
	BucketType  *string `json:"bucket_type"`
	Namespace   *string `json:"namespace"`
}
