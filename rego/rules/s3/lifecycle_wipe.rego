# METADATA
# title: No lifecycle rule deletes logs within a week
# description: >-
#   A lifecycle rule that expires log files after a day or a week removes the record about as fast as it is written,
#   without one call that deletes anything; intruders use it. Where versions are kept, readers and validation find
#   the files gone all the same. It is critical because the trail is being blinded now. An expiration date that has
#   passed deletes whatever arrives. The rule's filter may be shorter or longer than the paths of the trail; filters
#   by size or tag count as matching.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
# custom:
#   severity: critical
#   subject: log_buckets
#   controls:
#     trailproof: [EX-18]
#   remediation: |
#     Disable the rule at once, in a copy of all rules, since the call replaces them; then find out who wrote it.
#     Versions that the rule hid come back when their delete markers are deleted.
#     aws s3api get-bucket-lifecycle-configuration --bucket BUCKET --query '{Rules: Rules}' > lifecycle.json
#     aws s3api put-bucket-lifecycle-configuration --bucket BUCKET --lifecycle-configuration file://lifecycle.json
#     aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=PutBucketLifecycle \
#       --region BUCKET_REGION
package rules.s3.lifecycle_wipe

import data.lib.lifecycle
import data.lib.params
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some [id, rule] in lifecycle.rules
	id in subjects.log_buckets
	some [days, when] in lifecycle.deletions(rule, input.source.taken_at)
	days <= 7
	days < params.retention_days
	message := sprintf("%s deletes %s %s", [lifecycle.name(rule), lifecycle.scope(rule), when])
}
