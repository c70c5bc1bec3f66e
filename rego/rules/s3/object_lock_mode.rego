# METADATA
# title: Object Lock is in compliance mode
# description: >-
#   In governance mode, principals with s3:BypassGovernanceRetention can delete locked log files or shorten their
#   retention. Compliance mode stops even root, and can't be undone: a mistake costs until it is over. Governance
#   with few who may bypass it is a good choice too, so this is for information.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
# custom:
#   severity: info
#   subject: locked_buckets
#   controls:
#     trailproof: [EX-19]
#   remediation: |
#     When you are sure of the days. The call replaces the default: repeat its days or years where they are more.
#     aws s3api put-object-lock-configuration --bucket BUCKET --object-lock-configuration \
#       '{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"COMPLIANCE","Days":365}}}'
package rules.s3.object_lock_mode

import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.locked_buckets
	mode := input.s3.buckets[id].object_lock.mode
	not mode in {null, "COMPLIANCE"}
	message := sprintf("the default retention is in mode %s", [mode])
}
