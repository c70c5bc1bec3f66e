# METADATA
# title: Alarms on the trail reach somebody
# description: >-
#   An alarm that notifies a topic without a confirmed subscription rings where nobody hears it.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html
# custom:
#   severity: low
#   subject: alarm_topics
#   controls:
#     trailproof: [LIV-04]
#     nist-800-53-r5: [IR-4]
#   remediation: |
#     Subscribe somebody, who must confirm by the link in the mail:
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
	message := sprintf("no subscription is confirmed, %d are pending", [attributes.subscriptions_pending])
}
