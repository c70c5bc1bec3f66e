# METADATA
# title: No policy lets change the permissions of everything
# description: >-
#   Whoever may change the policies and ACLs of every bucket, key or topic can open the logs to others, take them from
#   CloudTrail, or silence the alarms. Judged are the account's own managed policies that are attached to somebody,
#   and inline policies, as far as they speak of what audit trails are made of. It is medium because the bucket, the
#   key and the organization may still forbid it.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
# custom:
#   severity: medium
#   subject: grantors
#   controls:
#     trailproof: [IAM-08]
#     nist-800-53-r5: [AC-6]
#   remediation: |
#     Name the buckets, keys and topics whose permissions may be changed, those of the audit trail not among them.
#     Read the policy, replace that statement, keep the others:
#     aws iam get-policy-version --policy-arn POLICY_ARN --version-id VERSION
#     aws iam create-policy-version --policy-arn POLICY_ARN --policy-document file://policy.json --set-as-default
#     aws iam get-role-policy --role-name ROLE --policy-name POLICY
#     aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json
package rules.iam.permission_management

import data.lib.identity
import data.lib.reach

_permissions := {
	"anything": {"logs:DeleteResourcePolicy", "logs:PutResourcePolicy", "s3:PutAccountPublicAccessBlock"},
	"bucket": {
		"s3:DeleteBucketPolicy", "s3:PutBucketAcl", "s3:PutBucketOwnershipControls", "s3:PutBucketPolicy",
		"s3:PutBucketPublicAccessBlock",
	},
	"key": {"kms:CreateGrant", "kms:PutKeyPolicy", "kms:RetireGrant", "kms:RevokeGrant"},
	"object": {"s3:BypassGovernanceRetention", "s3:PutObjectAcl", "s3:PutObjectVersionAcl"},
	"topic": {"sns:AddPermission", "sns:RemovePermission", "sns:SetTopicAttributes"},
}

deny contains {"resource": id, "message": sprintf("%s, %s", [name, text])} if {
	some [id, name, document] in identity.documents
	some text in reach.unlimited(document, _permissions, input.source)
}
