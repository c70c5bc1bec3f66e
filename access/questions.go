package access

import "slices"

// Question is one thing that somebody may do to the audit trail.
type Question string

// The questions, in the order in which they are asked.
const (
	// Read is to read the log files, or to have them sent elsewhere or opened to others.
	Read Question = "read"
	// Decrypt is to decrypt them.
	Decrypt Question = "decrypt"
	// Delete is to delete or overwrite them, or to lift what protects them from that.
	Delete Question = "delete"
	// Tamper is to write or forge under AWSLogs/, or to change the policies.
	Tamper Question = "tamper"
	// Blind is to stop, narrow or break the logging.
	Blind Question = "blind"
)

// Questions are all of them.
var Questions = []Question{Read, Decrypt, Delete, Tamper, Blind}

// kind is what an action acts on.
type kind uint8

const (
	onObjects kind = iota // a log file in a log bucket
	onBucket
	onKey
	onTrail
)

// asked are the actions that answer a question, the plainest first: one of them is enough.
var asked = map[Question][]struct {
	on      kind
	actions []string
}{
	Read: {
		{onObjects, []string{"s3:GetObject", "s3:GetObjectVersion", "s3:RestoreObject", "s3:PutObjectAcl"}},
		{onBucket, []string{
			"s3:ListBucket", "s3:ListBucketVersions", "s3:PutBucketPolicy", "s3:PutBucketAcl", "s3:PutReplicationConfiguration",
			"s3:PutInventoryConfiguration", "s3:PutBucketOwnershipControls", "s3:PutBucketPublicAccessBlock",
		}},
	},
	Decrypt: {{onKey, []string{"kms:Decrypt", "kms:ReEncryptFrom", "kms:CreateGrant", "kms:PutKeyPolicy"}}},
	Delete: {
		{onObjects, []string{
			"s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObject", "s3:BypassGovernanceRetention", "s3:PutObjectRetention",
			"s3:PutObjectLegalHold",
		}},
		{onBucket, []string{
			"s3:DeleteBucket", "s3:PutLifecycleConfiguration", "s3:PutBucketVersioning", "s3:PutBucketObjectLockConfiguration",
		}},
	},
	Tamper: {
		{onObjects, []string{"s3:PutObject", "s3:ReplicateObject"}},
		{onBucket, []string{"s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "s3:PutBucketAcl"}},
		{onKey, []string{"kms:PutKeyPolicy"}},
	},
	Blind: {
		{onTrail, []string{
			"cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "cloudtrail:UpdateTrail", "cloudtrail:PutEventSelectors",
			"cloudtrail:PutInsightSelectors",
		}},
		{onKey, []string{"kms:DisableKey", "kms:ScheduleKeyDeletion", "kms:DeleteImportedKeyMaterial", "kms:RevokeGrant"}},
	},
}

// IsQuestion says whether the text is one.
func IsQuestion(text string) bool { return slices.Contains(Questions, Question(text)) }
