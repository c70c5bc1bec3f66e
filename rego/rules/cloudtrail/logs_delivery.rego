# METADATA
# title: Trail delivers to its CloudWatch Logs group
# description: >-
#   Alarms on the trail's events see only what reaches the log group. A group that is named but no longer fed keeps
#   every alarm quiet. The newest delivery of all Regions counts, since a Region where nothing happens delivers
#   nothing.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
# custom:
#   severity: medium
#   subject: streaming_trails
#   controls:
#     trailproof: [LIV-02]
#     cis-aws-1.4.0: ["3.4"]
#     pci-dss-3.2.1: ["10.5.3"]
#     nist-800-53-r5: [AU-5, AU-6]
#     aws-config: [cloud-trail-cloud-watch-logs-enabled]
#   remediation: |
#     Look for the error, then mend the log group or the role that the trail names:
#     aws cloudtrail get-trail-status --name TRAIL_ARN --region HOME_REGION
#     aws cloudtrail update-trail --name TRAIL_ARN --cloud-watch-logs-log-group-arn GROUP_ARN \
#       --cloud-watch-logs-role-arn ROLE_ARN --region HOME_REGION
package rules.cloudtrail.logs_delivery

import data.lib.clock
import data.lib.params
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.streaming_trails
	statuses := input.cloudtrail.trails[id].status
	now := input.source.taken_at
	not _fresh(statuses, now)
	message := sprintf("nothing has reached the log group %s", [_since(statuses)])
}

# A trail that was switched on a moment ago is not late yet.
_fresh(statuses, now) if {
	some status in statuses
	some moment in [status.latest_cloudwatch_logs_delivery_time, status.start_logging_time]
	moment != null
	clock.hours(moment, now) <= params.delivery_hours
}

_since(statuses) := sprintf("since %s", [max(_times(statuses))])

_since(statuses) := "yet" if count(_times(statuses)) == 0

_times(statuses) := {moment |
	some status in statuses
	moment := status.latest_cloudwatch_logs_delivery_time
	moment != null
}
