# METADATA
# title: Log bucket tells of what happens to it
# description: >-
#   Event notifications can raise an alarm when a log file is deleted or overwritten. CloudTrail's data events,
#   watched in CloudWatch Logs, can do the same, so this is for information. Whether the targets are ours is another
#   question.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html
# custom:
#   severity: info
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-20]
#     aws-security-hub: [S3.11]
#     pci-dss-4.0.1: ["11.5.2"]
#     nist-800-53-r5: [CA-7, SI-3(8), SI-4, SI-4(4)]
#     aws-config: [s3-event-notifications-enabled]
#   remediation: |
#     The call replaces all notifications, so read them first. With EventBridge, rules choose the events later:
#     aws s3api get-bucket-notification-configuration --bucket BUCKET
#     aws s3api put-bucket-notification-configuration --bucket BUCKET \
#       --notification-configuration '{"EventBridgeConfiguration":{}}'
package rules.s3.notifications

import data.lib.subjects

deny contains {"resource": id, "message": "the bucket notifies nobody: no topic, queue, function or EventBridge"} if {
	some id in subjects.log_buckets
	_silent(input.s3.buckets[id].notification)
}

_silent(null)

_silent(notification) if {
	notification.event_bridge == false
	notification.targets == []
}
