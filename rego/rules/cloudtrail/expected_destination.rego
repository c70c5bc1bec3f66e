# METADATA
# title: Trail delivers where it is expected to
# description: >-
#   Whoever turns a trail towards another bucket, topic or log group takes the record, or the alarms, out of the
#   hands of those who watch it, while the trail looks well. The parameters buckets, topics and log_groups say what
#   is expected; what none of them names is not compared.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-update-a-trail-by-using-the-aws-cli.html
# custom:
#   severity: medium
#   subject: trails_with_destinations
#   controls:
#     trailproof: [EX-12, TRL-20]
#     nist-800-53-r5: [AU-9(2)]
#     aws-config: [multi-region-cloudtrail-enabled, cloudtrail-enabled]
#   remediation: |
#     Ask who changed it (UpdateTrail in the event history), then turn the trail back, in its home Region, or correct
#     the parameter:
#     aws cloudtrail update-trail --name TRAIL_ARN --s3-bucket-name BUCKET --region HOME_REGION
#     aws cloudtrail update-trail --name TRAIL_ARN --sns-topic-name TOPIC_ARN --region HOME_REGION
#     aws cloudtrail update-trail --name TRAIL_ARN --cloud-watch-logs-log-group-arn GROUP_ARN \
#       --cloud-watch-logs-role-arn ROLE_ARN --region HOME_REGION
package rules.cloudtrail.expected_destination

import data.lib.params
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails_with_destinations
	count(params.buckets) > 0
	bucket := input.cloudtrail.trails[id].s3_bucket_name
	not bucket in params.buckets
	message := sprintf("the trail delivers to the bucket %s, the parameter buckets names %s", [
		bucket, concat(", ", sort(params.buckets)),
	])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails_with_destinations
	count(params.topics) > 0
	topic := input.cloudtrail.trails[id].sns_topic
	not topic in params.topics
	message := sprintf("the trail notifies %s, the parameter topics names %s", [
		_named(topic, "no topic"), concat(", ", sort(params.topics)),
	])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails_with_destinations
	count(params.log_groups) > 0
	group := input.cloudtrail.trails[id].log_group
	not group in params.log_groups
	message := sprintf("the trail delivers to %s, the parameter log_groups names %s", [
		_named(group, "no log group"), concat(", ", sort(params.log_groups)),
	])
}

_named(null, none) := none

_named(name, _) := name if name != null
