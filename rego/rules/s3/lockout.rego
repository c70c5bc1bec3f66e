# METADATA
# title: Log bucket's policy does not lock everybody out
# description: >-
#   A statement that denies s3:PutBucketPolicy to everybody without a condition leaves nobody who could mend the
#   policy, when CloudTrail can't deliver or a stranger was let in, but the root user of the bucket's account.
#   Denying the deletion of log files to everybody locks nobody out, and is good.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
# custom:
#   severity: medium
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-22]
#   remediation: |
#     As the root user of the bucket's account, give the statement a condition that spares the role which looks after
#     the bucket, ArnNotLike aws:PrincipalArn, or narrow its actions. Merge it into the policy; do not replace the
#     policy.
#     aws s3api get-bucket-policy --bucket BUCKET
#     aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
package rules.s3.lockout

import data.lib.policy
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	some statement in input.s3.buckets[id].policy.document.statements
	statement.effect == "Deny"
	policy.everybody(statement)
	policy.has_resource(statement, id)
	statement.conditions == []
	grip := policy.naming(statement, {"s3:PutBucketPolicy"})
	count(grip) > 0
	message := sprintf("%s denies %s to everybody, without a condition", [
		policy.name(statement), concat(", ", sort(grip)),
	])
}
