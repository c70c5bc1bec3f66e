# METADATA
# title: Log bucket's policy lets nobody but us change permissions
# description: >-
#   Whoever may change the bucket's policy, ACLs or encryption can give himself the logs, or shut CloudTrail out.
#   Ours are this account, those in the parameter accounts, and callers whom a condition binds to the organization in
#   the parameter org_id. A statement that denies everything to all others is taken into account.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html
# custom:
#   severity: high
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-06]
#     aws-security-hub: [S3.6]
#     nist-800-53-r5: [CA-9(1), CM-2]
#     aws-config: [s3-bucket-blacklisted-actions-prohibited]
#   remediation: |
#     Take these actions out of the statement, or, if the account is yours, name it in the parameter accounts. Merge
#     it into the policy; do not replace the policy.
#     aws s3api get-bucket-policy --bucket BUCKET
#     aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
package rules.s3.foreign_permissions

import data.lib.accounts
import data.lib.foreign
import data.lib.policy
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	statements := input.s3.buckets[id].policy.document.statements
	some statement in statements
	strangers := foreign.admitted(statement, accounts.known)
	count(strangers) > 0
	not foreign.fenced(statements, "s3", [id, sprintf("%s/*", [id])], statement, accounts.known)
	grants := policy.naming(statement, _changes)
	count(grants) > 0
	message := sprintf("%s lets %s, none of ours, change permissions: %s", [
		policy.name(statement), concat(", ", sort(strangers)), concat(", ", sort(grants)),
	])
}

_changes := {
	"s3:DeleteBucketPolicy", "s3:PutBucketAcl", "s3:PutBucketPolicy", "s3:PutEncryptionConfiguration",
	"s3:PutObjectAcl",
}
