# METADATA
# title: Deleted log files can be brought back for a while
# description: >-
#   Where versions are kept, a log file that somebody deletes or overwrites lives on as a noncurrent version. A
#   lifecycle rule that expires these within days takes away the time to notice: the parameter noncurrent_days says
#   how long it must be (30 unless you set it). That it keeps some newest noncurrent versions anyway does not count:
#   whoever overwrites often enough pushes the true one out. No log is lost by the rule alone, so this is medium.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
# custom:
#   severity: medium
#   subject: log_buckets
#   controls:
#     trailproof: [EX-18]
#   remediation: |
#     Raise NoncurrentDays. The call replaces all rules, so change a copy of them.
#     aws s3api get-bucket-lifecycle-configuration --bucket BUCKET --query '{Rules: Rules}' > lifecycle.json
#     aws s3api put-bucket-lifecycle-configuration --bucket BUCKET --lifecycle-configuration file://lifecycle.json
package rules.s3.lifecycle_noncurrent

import data.lib.lifecycle
import data.lib.params
import data.lib.subjects

# In a bucket that was never versioned there is nothing noncurrent.
deny contains {"resource": id, "message": message} if {
	some [id, rule] in lifecycle.rules
	id in subjects.log_buckets
	input.s3.buckets[id].versioning.status != null
	rule.noncurrent_days != null
	rule.noncurrent_days < params.noncurrent_days
	message := sprintf("%s deletes noncurrent versions of %s after %s; they are to be kept for %d", [
		lifecycle.name(rule), lifecycle.scope(rule), lifecycle.span(rule.noncurrent_days), params.noncurrent_days,
	])
}
