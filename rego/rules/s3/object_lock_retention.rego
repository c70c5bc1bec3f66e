# METADATA
# title: Object Lock keeps what arrives for long enough
# description: >-
#   Object Lock protects nothing by being on: without a default retention, log files arrive unlocked, since
#   CloudTrail sets none. The default has to last as long as logs are to be kept, which the parameter retention_days
#   says (365 unless you set it). Other scanners pass a bucket with Object Lock and no rule.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-configure.html
# custom:
#   severity: medium
#   subject: locked_buckets
#   controls:
#     trailproof: [EX-19]
#   remediation: |
#     A longer default holds for what arrives from now on. In compliance mode it can't be taken back for those files.
#     The call replaces the default: repeat its mode.
#     aws s3api put-object-lock-configuration --bucket BUCKET --object-lock-configuration \
#       '{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"GOVERNANCE","Days":365}}}'
package rules.s3.object_lock_retention

import data.lib.params
import data.lib.subjects

deny contains {"resource": id, "message": "Object Lock has no default retention: log files arrive unlocked"} if {
	some id in subjects.locked_buckets
	input.s3.buckets[id].object_lock.mode == null
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.locked_buckets
	lock := input.s3.buckets[id].object_lock
	lock.mode != null
	days := _days(lock)
	days < params.retention_days
	message := sprintf("Object Lock keeps what arrives for %d days; logs are to be kept for %d", [
		days, params.retention_days,
	])
}

_days(lock) := lock.days if lock.years == null

_days(lock) := lock.years * 365 if lock.years != null
