// Package snapshot is what was seen of one AWS account's audit trail, and what could not be seen. Collectors fill it, rules
// read its JSON form, reports quote it. It must never lose the difference between "AWS said no" and "nobody could look".
//
// A field is seen (a value), absent (null) or unseen (no key, and a Gap names it). Resources are objects keyed by ARN, so
// that rules join by lookup. Everything is sorted: the same state of an account gives the same bytes, except
// Source.TakenAt and what AWS itself measures by its clock.
//
// # Compatibility
//
// Version is MAJOR.MINOR. Within a major version fields are only added, and they are added as unseen-able fields, so that an
// older snapshot stays valid: what it never asked for is unseen, as a gap of kind NotCollected that Decode adds. A reader
// refuses other majors and newer minors by name.
package snapshot

import (
	"time"

	"trailproof/policy"
)

// Version is the version of the document that this package writes.
const Version = "1.2"

// Snapshot is one account at one time.
type Snapshot struct {
	Version string `json:"version"`
	Source  Source `json:"source"`
	// Regions of the account by name, whether enabled or not.
	Regions    map[string]Region `json:"regions,omitzero"`
	CloudTrail CloudTrail        `json:"cloudtrail"`
	S3         S3                `json:"s3"`
	KMS        KMS               `json:"kms"`
	IAM        IAM               `json:"iam"`
	Logs       Logs              `json:"logs"`
	CloudWatch CloudWatch        `json:"cloudwatch"`
	SNS        SNS               `json:"sns"`
	Macie      Macie             `json:"macie,omitempty"`
	Access     Access            `json:"access,omitempty"`
	Gaps       []Gap             `json:"gaps"`
}

// Source says where the snapshot comes from.
type Source struct {
	// Kind is "aws".
	Kind string `json:"kind"`
	// Account is the 12 digit account number.
	Account string `json:"account"`
	// Partition is aws, aws-cn or aws-us-gov.
	Partition string `json:"partition"`
	// Caller is the ARN whose credentials looked.
	Caller string `json:"caller"`
	// Regions are those that were looked at, sorted.
	Regions []string `json:"regions"`
	// With is the opt-in evidence that was asked for, sorted. Rules that need other opt-in evidence do not judge the snapshot.
	With []string `json:"with,omitempty"`
	// TakenAt is when the looking began. Rules take it as the present.
	TakenAt time.Time `json:"taken_at"`
}

// Region is one Region of the account, from account:ListRegions.
type Region struct {
	// OptStatus is ENABLED, ENABLED_BY_DEFAULT, ENABLING, DISABLING or DISABLED.
	OptStatus string `json:"opt_status"`
	// Enabled is true for the first two and for DISABLING, where resources may still act.
	Enabled bool `json:"enabled"`
}

// Policy is a policy document: Raw exactly as AWS returned it (after URL-decoding, where the API encodes), and its normal
// form. A text that has no single meaning leaves Document unseen; the gap names the byte.
type Policy struct {
	Raw      string                 `json:"raw"`
	Document Field[policy.Document] `json:"document,omitzero"`
}

// GapKind says why something is unseen.
type GapKind string

// The kinds of gaps.
const (
	// Denied is an answer of AccessDenied and its kin.
	Denied GapKind = "denied"
	// Throttled is throttling that outlasted every retry.
	Throttled GapKind = "throttled"
	// Unsupported is an operation that this partition, Region or endpoint does not have.
	Unsupported GapKind = "unsupported"
	// Failed is everything else that went wrong: timeouts, resets, answers and documents that can't be read.
	Failed GapKind = "failed"
	// NotCollected is a path that nobody asked for; one gap, without resource, stands for the whole path.
	NotCollected GapKind = "not_collected"
	// Predicted is a field that a plan can't know before it is applied.
	Predicted GapKind = "predicted"
)

// Gap is a hole in what was seen.
type Gap struct {
	// Path is the field's path with * for every key and index: s3.buckets.*.policy. The path of a map whose entries are
	// incomplete (the call that lists them was refused, perhaps in one Region only) is that of the map.
	Path string `json:"path"`
	// Resource is the key of the entry that lacks the field; empty when the path is unseen as a whole.
	Resource string `json:"resource"`
	// Region where AWS was asked; empty for global services and for paths that nobody asked for.
	Region string `json:"region"`
	// Action is the IAM action that was missing or that failed: s3:GetBucketPolicy; empty for NotCollected.
	Action string  `json:"action"`
	Kind   GapKind `json:"kind"`
	// Detail is for people: AWS's error code and message, or the byte and fault of a document.
	Detail string `json:"detail"`
}
