# METADATA
# title: Alarm topic has a confirmed subscription
# description: >-
#   An alarm that notifies a topic to which nobody has confirmed a subscription rings in an empty room.
#   Security Hub's CloudWatch.1 to 14 ask for this too, beside a metric filter and an alarm each; they are not named
#   here, since a subscription alone is no pass of them.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html
# custom:
#   severity: medium
#   subject: alarm_topics
#   controls:
#     trailproof: [LIV-04]
#     nist-800-53-r5: [IR-4]
#   remediation: |
#     Subscribe somebody who acts on it, and have the subscription confirmed:
#     aws sns subscribe --topic-arn TOPIC_ARN --region REGION --protocol email --notification-endpoint ADDRESS
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
