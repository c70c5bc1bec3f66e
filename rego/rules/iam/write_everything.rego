# METADATA
# title: No policy lets stop, delete or overwrite everything
# description: >-
#   Whoever may stop or change every trail, delete or overwrite every object, or disable every key can blind the audit
#   trail or destroy it; one action is enough. Judged are the account's own managed policies that are attached to
#   somebody, and inline policies, as far as they speak of what audit trails are made of. It is medium because the
#   bucket, the key and the organization may still forbid it.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
#   - https://attack.mitre.org/techniques/T1562/008/
# custom:
#   severity: medium
#   subject: grantors
#   controls:
#     trailproof: [IAM-09]
#     nist-800-53-r5: [AC-6]
#   remediation: |
#     Name the trails, buckets, keys and log groups that may be changed, those of the audit trail not among them. Read
#     the policy, replace that statement, keep the others:
#     aws iam get-policy-version --policy-arn POLICY_ARN --version-id VERSION
#     aws iam create-policy-version --policy-arn POLICY_ARN --policy-document file://policy.json --set-as-default
#     aws iam get-role-policy --role-name ROLE --policy-name POLICY
#     aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json
package rules.iam.write_everything

import data.lib.identity
import data.lib.reach

_writes := {
	"alarm": {"cloudwatch:DeleteAlarms", "cloudwatch:DisableAlarmActions"},
	"bucket": {
		"s3:DeleteBucket", "s3:PutBucketObjectLockConfiguration", "s3:PutBucketVersioning",
		"s3:PutLifecycleConfiguration", "s3:PutReplicationConfiguration",
	},
	"key": {"kms:DeleteImportedKeyMaterial", "kms:DisableKey", "kms:ScheduleKeyDeletion"},
	"log_group": {"logs:DeleteLogGroup", "logs:DeleteMetricFilter", "logs:PutRetentionPolicy"},
	"object": {"s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObject"},
	"topic": {"sns:DeleteTopic"},
	"trail": {
		"cloudtrail:DeleteTrail", "cloudtrail:PutEventConfiguration", "cloudtrail:PutEventSelectors",
		"cloudtrail:PutInsightSelectors", "cloudtrail:StopLogging", "cloudtrail:UpdateTrail",
	},
}

deny contains {"resource": id, "message": sprintf("%s, %s", [name, text])} if {
	some [id, name, document] in identity.documents
	some text in reach.unlimited(document, _writes, input.source)
}
