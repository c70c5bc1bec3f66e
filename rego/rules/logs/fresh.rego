# METADATA
# title: Log group of the trail is written to
# description: >-
#   A log group that receives nothing feeds no metric filter and no alarm, whatever the trail says.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/monitor-cloudtrail-log-files-with-cloudwatch-logs.html
# custom:
#   severity: low
#   subject: trail_log_groups
#   controls:
#     trailproof: [LIV-03]
#     nist-800-53-r5: [AU-5]
#   remediation: |
#     Look at the trail's CloudWatch Logs delivery (LatestCloudWatchLogsDeliveryError) and at the role that delivers:
#     aws cloudtrail get-trail-status --name TRAIL_ARN
package rules.logs.fresh

import data.lib.clock
import data.lib.subjects

deny contains {"resource": id, "message": "the log group does not exist"} if {
	some id in subjects.trail_log_groups
	input.logs.groups[id].exists == false
}

deny contains {"resource": id, "message": "nothing was ever written to the log group"} if {
	some id in subjects.trail_log_groups
	input.logs.groups[id].last_ingestion == null
	not input.logs.groups[id].exists == false
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.trail_log_groups
	last := input.logs.groups[id].last_ingestion
	last != null
	clock.older(last, input.source.taken_at, 24)
	message := sprintf("nothing was written since %s", [last])
}
