# METADATA
# title: Log group of the trail is written to
# description: >-
#   The group that alarms watch has to receive events. One that stands still, or is gone, keeps every alarm quiet.
#   The trail's own status says the same from the other side, so this is low.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
# custom:
#   severity: low
#   subject: trail_log_groups
#   controls:
#     trailproof: [LIV-03]
#     nist-800-53-r5: [AU-5]
#   remediation: |
#     Look at what the trail says about its delivery, then mend the log group or the role that the trail names:
#     aws cloudtrail get-trail-status --name TRAIL_ARN --region HOME_REGION
#     aws logs describe-log-streams --log-group-name GROUP --region HOME_REGION --order-by LastEventTime \
#       --descending --max-items 1
package rules.logs.written

import data.lib.clock
import data.lib.params
import data.lib.subjects

deny contains {"resource": id, "message": "the log group does not exist"} if {
	some id in subjects.trail_log_groups
	input.logs.groups[id].exists == false
}

deny contains {"resource": id, "message": "nothing was ever written to the log group"} if {
	some id in subjects.trail_log_groups
	input.logs.groups[id].exists
	input.logs.groups[id].last_ingestion == null
	created := input.logs.groups[id].created_at
	now := input.source.taken_at
	not _just_made(created, now)
}

deny contains {"resource": id, "message": sprintf("nothing was written to the log group since %s", [last])} if {
	some id in subjects.trail_log_groups
	last := input.logs.groups[id].last_ingestion
	last != null
	clock.hours(last, input.source.taken_at) > params.delivery_hours
}

# CloudTrail needs some minutes to begin.
_just_made(created, now) if clock.hours(created, now) <= 1
