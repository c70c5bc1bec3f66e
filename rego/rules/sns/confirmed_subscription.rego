# METADATA
# title: Alarm topic has a confirmed subscription
# description: >-
#   An alarm that notifies a topic to which nobody has confirmed a subscription rings in an empty room.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html
# custom:
#   severity: medium
#   subject: alarm_topics
#   controls:
#     trailproof: [LIV-04]
#     aws-security-hub:
#       [CloudWatch.1, CloudWatch.2, CloudWatch.3, CloudWatch.4, CloudWatch.5, CloudWatch.6, CloudWatch.7,
#        CloudWatch.8, CloudWatch.9, CloudWatch.10, CloudWatch.11, CloudWatch.12, CloudWatch.13,
#        CloudWatch.14]
#     nist-800-53-r5: [IR-4]
#   remediation: |
#     Subscribe somebody who acts on it, and have the subscription confirmed:
#     aws sns subscribe --topic-arn TOPIC_ARN --protocol email --notification-endpoint ADDRESS
package rules.sns.confirmed_subscription

import data.lib.subjects

deny contains {"resource": id, "message": "the topic does not exist"} if {
	some id in subjects.alarm_topics
	input.sns.topics[id].exists == false
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.alarm_topics
	attributes := input.sns.topics[id].attributes
	attributes.subscriptions_confirmed == 0
	message := sprintf("no subscription to the topic is confirmed, %d wait for it", [attributes.subscriptions_pending])
}
