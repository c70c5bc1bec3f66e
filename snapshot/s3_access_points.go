package snapshot

// The buckets in this file are ARNs without a ref tag: one access point or location may lead to many log buckets, and a hole in
// one of them is no hole in the others.

// AccessPoint is one access point: a way to a bucket with a policy of its own.
type AccessPoint struct {
	Name string `json:"name"`
	// Kind is standard, multi_region or object_lambda.
	Kind string `json:"kind"`
	// Region is empty for multi_region.
	Region string `json:"region"`
	// NetworkOrigin is Internet, or VPC where requests must come from VPC. The other kinds than standard are always open to
	// the Internet.
	NetworkOrigin string  `json:"network_origin"`
	VPC           *string `json:"vpc"`
	// Targets are those of the account's log buckets that it leads to.
	Targets           []AccessPointTarget      `json:"targets"`
	PublicAccessBlock Field[PublicAccessBlock] `json:"public_access_block,omitzero"`
	// Policy of a multi_region one is the policy in force, not the one that is on its way to all Regions.
	Policy Field[Policy] `json:"policy,omitzero"`
}

// AccessPointTarget is one bucket behind an access point. Account is the owner that the access point was made for; null where
// AWS does not tell.
type AccessPointTarget struct {
	Bucket  string  `json:"bucket"`
	Account *string `json:"account"`
}

// AccessGrantsLocation is a place that S3 Access Grants hands out credentials for.
type AccessGrantsLocation struct {
	Region string `json:"region"`
	// Scope is s3:// for every bucket, s3://bucket or s3://bucket/prefix*.
	Scope string `json:"scope"`
	// Role is the ARN of the role with whose rights it does so.
	Role string `json:"role"`
	// Buckets are those of the account's log buckets that the scope holds something of.
	Buckets []string `json:"buckets"`
	// Grants are those of this location that reach one of Buckets.
	Grants Field[[]AccessGrant] `json:"grants,omitzero"`
}

// AccessGrant lets one user, role, or user or group of a directory at a part of a location.
type AccessGrant struct {
	ID    string `json:"id"`
	Scope string `json:"scope"`
	// Permission is READ, WRITE or READWRITE.
	Permission string `json:"permission"`
	// GranteeType is IAM, DIRECTORY_USER or DIRECTORY_GROUP; Grantee the ARN, or the id in the directory.
	GranteeType string   `json:"grantee_type"`
	Grantee     string   `json:"grantee"`
	Buckets     []string `json:"buckets"`
}
