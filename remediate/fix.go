package remediate

import (
	"errors"
	"fmt"

	"trailproof/plan"
	"trailproof/snapshot"
)

// Fix mends the findings of one rule.
type Fix struct {
	// Rule is the id.
	Rule string
	// Uses are the operations of its edits.
	Uses []*Operation
	// Plan returns the edits that mend the rule for one resource. It is a pure function. An error of manual or refuse leaves
	// the finding to a person, any other is a fault of the fix.
	Plan func(c Case) ([]Edit, error)
}

// Fixes are all of them, sorted by rule.
var Fixes = []Fix{
	cloudTrailBedrockCalls, cloudTrailBucketAccess, cloudTrailEncryptedWithKey, cloudTrailEventSources, cloudTrailEveryRegion,
	cloudTrailGlobalEvents, cloudTrailInsightTypes, cloudTrailInsights, cloudTrailKeyAccess, cloudTrailKeyForChanges,
	cloudTrailLambdaInvocations, cloudTrailLogBucketObjects, cloudTrailLogFileValidation, cloudTrailLogging,
	cloudTrailManagementReads, cloudTrailManagementSelectors, cloudTrailManagementWrites, cloudTrailMultiRegion,
	cloudTrailNetworkEvents, cloudTrailS3ObjectReads, cloudTrailS3ObjectWrites, cloudTrailSecurityTrail, cloudTrailSomeTrailLogs,
	kmsConfusedDeputy, kmsDecryptContext, kmsForeignPrincipals, kmsPendingDeletion, kmsPublicPolicy, kmsReplicas, kmsRotation, kmsUsable,
	s3AbortUploads, s3AccessLogExposed, s3AccessLogPlace, s3AccessLogTarget, s3AccessLogging, s3AccountPublicAccessBlock,
	s3BlockedEncryption, s3BucketExists, s3ConfusedDeputy, s3DefaultEncryption, s3DefaultKey, s3EncryptionAllowed, s3KMSDefault,
	s3Lifecycle, s3LifecycleNoncurrent, s3ManagedKey, s3ObjectACL, s3ObjectWriter, s3OnlyCloudTrailWrites, s3Ownership,
	s3PolicyStatus, s3PublicAccessBlock, s3PublicACL, s3PublicRead, s3PublicWrite, s3RefusesUnencrypted, s3RequesterPays,
	s3SourceARN, s3TLSOnly, s3TrailPath, s3Versioning, s3VersioningSuspended,
}

// fixOf returns the fix of a rule.
func fixOf(rule string) (Fix, bool) {
	for _, f := range Fixes {
		if f.Rule == rule {
			return f, true
		}
	}
	return Fix{}, false
}

// Case is what a fix looks at.
type Case struct {
	// Snapshot is the account as the plan makes it so far, Start as it was found.
	Snapshot, Start *snapshot.Snapshot
	// Resource is the one that the rule denied: an ARN, or the account number.
	Resource string
	// Params are the values of the parameters of rules, by name.
	Params map[string]any
}

// target is a resource of the case's account.
func (c Case) target(region, resource string) Target {
	return Target{Account: c.Snapshot.Source.Account, Partition: c.Snapshot.Source.Partition, Region: region, Resource: resource}
}

// Edit changes one setting of one resource.
type Edit struct {
	Operation *Operation
	Target    Target
	// Risk is that of this change; Safe where it is empty.
	Risk plan.Risk
	// Final says why AWS would not take back what is there now; empty where it would. It makes the change irreversible.
	Final string
	// Change returns what the setting becomes. Where it is so already the same state comes back.
	Change func(now plan.State) (plan.State, error)
}

// edit is an Edit over the setting's Go type. change may alter what it is given, which is nil where there is no setting.
func edit[T any](o *Operation, t Target, change func(now *T) (*T, error)) Edit {
	return Edit{Operation: o, Target: t, Change: func(now plan.State) (plan.State, error) {
		v, err := valueOf[T](now)
		if err != nil {
			return "", err
		}
		if v, err = change(v); err != nil {
			return "", err
		}
		return stateOf(v), nil
	}}
}

// leftError is why a fix leaves a finding to a person.
type leftError struct {
	kind plan.LeftKind
	why  string
}

func (e *leftError) Error() string { return e.why }

// manual says that this case needs a decision that a machine can't take.
func manual(format string, args ...any) error {
	return &leftError{plan.Manual, fmt.Sprintf(format, args...)}
}

// refuse says that the change would do harm or would not be taken by AWS.
func refuse(format string, args ...any) error {
	return &leftError{plan.Refused, fmt.Sprintf(format, args...)}
}

// left reads such an error.
func left(err error) (plan.LeftKind, string, bool) {
	var e *leftError
	if errors.As(err, &e) {
		return e.kind, e.why, true
	}
	return "", "", false
}
