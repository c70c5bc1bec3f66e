# METADATA
# title: Lifecycle rules keep logs long enough
# description: >-
#   No lifecycle rule deletes log files, digests or insights before they are as old as the parameter retention_days
#   says (365 unless you set it). Other scanners reward a lifecycle rule and do not look at what it deletes. On an
#   expiration date everything goes, so that it counts from now: it fails as the date comes within that time. The
#   rule's filter may be shorter or longer than the paths of the trail; filters by size or tag count as matching.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
# custom:
#   severity: high
#   subject: log_buckets
#   controls:
#     trailproof: [EX-18]
#   remediation: |
#     Raise the days of the expiration to retention_days or more, or take the expiration out and move files to a colder
#     storage class to save cost. The call replaces all rules, so change a copy of them.
#     aws s3api get-bucket-lifecycle-configuration --bucket BUCKET --query '{Rules: Rules}' > lifecycle.json
#     aws s3api put-bucket-lifecycle-configuration --bucket BUCKET --lifecycle-configuration file://lifecycle.json
package rules.s3.lifecycle_retention

import data.lib.lifecycle
import data.lib.params
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some [id, rule] in lifecycle.rules
	id in subjects.log_buckets
	some [days, when] in lifecycle.deletions(rule, input.source.taken_at)
	days < params.retention_days
	message := sprintf("%s deletes %s %s; logs are to be kept for %s", [
		lifecycle.name(rule), lifecycle.scope(rule), when, lifecycle.span(params.retention_days),
	])
}
