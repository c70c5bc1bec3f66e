package snapshot

import "time"

// KMS is every key that a trail, a log bucket, a topic, a log group or an event data store names, and of multi-Region keys the
// primary and all replicas: each has a policy, grants and a state of its own.
type KMS struct {
	// Keys by key ARN.
	Keys map[string]Key `json:"keys,omitzero"`
}

// Key is one KMS key.
type Key struct {
	Region string `json:"region"`
	// Owner is the account in the ARN.
	Owner string `json:"owner"`
	// Exists is false where KMS answers NotFoundException.
	Exists   Field[bool]        `json:"exists,omitzero"`
	Metadata Field[KeyMetadata] `json:"metadata,omitzero"`
	Created  Field[time.Time]   `json:"created_at,omitzero"`
	// Primary is the primary key of a replica, Replicas are those of a multi-Region key; the key itself is not among them.
	// They are apart from Metadata, so that only who reads them depends on what could be seen of those keys.
	Primary  Field[string]      `json:"primary,omitzero" ref:"kms.keys"`
	Replicas Field[[]string]    `json:"replicas,omitzero" ref:"kms.keys"`
	Policy   Field[Policy]      `json:"policy,omitzero"`
	Rotation Field[KeyRotation] `json:"rotation,omitzero"`
	// Rotations that are completed, the newest first; absent for a key that KMS can't rotate.
	Rotations Field[[]KeyRotated]      `json:"rotations,omitzero"`
	Grants    Field[[]KeyGrant]        `json:"grants,omitzero"`
	Aliases   Field[[]string]          `json:"aliases,omitzero"`
	Tags      Field[map[string]string] `json:"tags,omitzero"`
}

// KeyMetadata is DescribeKey.
type KeyMetadata struct {
	// Manager is CUSTOMER or AWS.
	Manager string `json:"manager"`
	// State is Enabled, Disabled, PendingDeletion, PendingImport, PendingReplicaDeletion, Unavailable, Creating or Updating.
	State string `json:"state"`
	// Spec is SYMMETRIC_DEFAULT or an asymmetric or HMAC spec.
	Spec string `json:"spec"`
	// Usage is ENCRYPT_DECRYPT, SIGN_VERIFY, GENERATE_VERIFY_MAC or KEY_AGREEMENT.
	Usage string `json:"usage"`
	// Origin is AWS_KMS, EXTERNAL, AWS_CLOUDHSM or EXTERNAL_KEY_STORE.
	Origin          string     `json:"origin"`
	ExpirationModel *string    `json:"expiration_model"`
	ValidTo         *time.Time `json:"valid_to"`
	DeletionDate    *time.Time `json:"deletion_date"`
	MultiRegion     bool       `json:"multi_region"`
	// MultiRegionType is PRIMARY or REPLICA, null for a single-Region key.
	MultiRegionType *string `json:"multi_region_type"`
	// Primary and Replicas are ARNs of the related multi-Region keys.
	Primary  *string  `json:"primary"`
	Replicas []string `json:"replicas"`
}

// KeyRotation is GetKeyRotationStatus.
type KeyRotation struct {
	Enabled    bool `json:"enabled"`
	PeriodDays *int `json:"period_days"`
}

// KeyRotated is one rotation of a key's material.
type KeyRotated struct {
	At time.Time `json:"at"`
	// Type is AUTOMATIC or ON_DEMAND.
	Type string `json:"type"`
}

// KeyGrant is one grant on a key.
type KeyGrant struct {
	ID                      string            `json:"id"`
	Name                    *string           `json:"name"`
	Grantee                 *string           `json:"grantee"`
	GranteeService          *string           `json:"grantee_service"`
	Retiring                *string           `json:"retiring"`
	RetiringService         *string           `json:"retiring_service"`
	IssuingAccount          *string           `json:"issuing_account"`
	CreatedAt               *time.Time        `json:"created_at"`
	Operations              []string          `json:"operations"`
	EncryptionContextEquals map[string]string `json:"encryption_context_equals"`
	EncryptionContextSubset map[string]string `json:"encryption_context_subset"`
	SourceARN               *string           `json:"source_arn"`
}
