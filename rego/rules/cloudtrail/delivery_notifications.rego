# METADATA
# title: Trail tells an SNS topic of each delivery
# description: >-
#   A topic hears of each log file that is delivered, so that somebody can read it at once and hear when none comes
#   any more. EventBridge or notifications of the bucket do the same, so this is for information.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html
# custom:
#   severity: info
#   subject: trails
#   controls:
#     trailproof: [TRL-18]
#     nist-800-53-r5: [AU-6]
#     aws-config: [cloudtrail-enabled]
#   remediation: |
#     Let CloudTrail publish to a topic, in the topic's policy, and name it, in the trail's home Region:
#     aws cloudtrail update-trail --name TRAIL_ARN --sns-topic-name TOPIC --region HOME_REGION
package rules.cloudtrail.delivery_notifications

import data.lib.subjects

deny contains {"resource": id, "message": "the trail names no SNS topic"} if {
	some id in subjects.trails
	input.cloudtrail.trails[id].sns_topic == null
}
