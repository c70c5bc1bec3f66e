# METADATA
# title: Policy of the log bucket lets nobody unknown write or delete it
# description: >-
#   A statement that allows everybody, without a condition that names accounts, organizations, networks or
#   resources, opens the audit trail to the world. Block Public Access (RestrictPublicBuckets) keeps the world out
#   all the same.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   severity: critical
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-03]
#     cis-aws-7.0.0: ["2.21"]
#     aws-security-hub: [S3.3]
#     pci-dss-3.2.1: ["1.3", "7.2.1"]
#     nist-800-53-r5: [AC-3, AC-3(7), AC-4, AC-4(21), AC-6, AC-21, SC-7, SC-7(3), SC-7(4), SC-7(9), SC-7(11), SC-7(16),
#       SC-7(20), SC-7(21)]
#     aws-config: [s3-bucket-public-write-prohibited]
#   remediation: |
#     Name the principals in the statement that the message names, or add a condition such as aws:PrincipalOrgID. Do
#     not delete the policy: CloudTrail's own permission stands in it. At once:
#     aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
package rules.s3.policy_no_public_write

import data.lib.buckets
import data.lib.policy
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	some statement in input.s3.buckets[id].policy.document.statements
	policy.open_to_all(statement)
	actions := [action | some action in _actions; policy.has_action(statement, action)]
	count(actions) > 0
	not buckets.blocks(input.s3.buckets[id].public_access_block, "restrict_public_buckets")
	not buckets.blocks(input.s3.account_public_access_block, "restrict_public_buckets")
	message := sprintf(
		"%s lets everybody write, delete or change it (%s)",
		[policy.name(statement), concat(", ", actions)],
	)
}

_actions := [
	"s3:PutObject", "s3:PutObjectAcl", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:ReplicateObject",
	"s3:RestoreObject", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "s3:PutBucketAcl",
	"s3:PutLifecycleConfiguration", "s3:PutReplicationConfiguration", "s3:DeleteBucket",
]
