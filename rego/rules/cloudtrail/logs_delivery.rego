# METADATA
# title: Trail delivers to CloudWatch Logs
# description: >-
#   Alarms on the audit trail are fed from the log group. A trail that names a log group but has not delivered to it
#   for a day feeds none.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/monitor-cloudtrail-log-files-with-cloudwatch-logs.html
# custom:
#   severity: low
#   subject: logged_trails
#   controls:
#     trailproof: [LIV-02]
#     cis-aws-1.4.0: ["3.4"]
#     pci-dss-3.2.1: ["10.5.3"]
#     nist-800-53-r5: [AU-5, AU-6]
#     aws-config: [cloud-trail-cloud-watch-logs-enabled]
#   remediation: |
#     Look at LatestCloudWatchLogsDeliveryError, and mend the role or the log group that it names:
#     aws cloudtrail get-trail-status --name TRAIL_ARN
package rules.cloudtrail.logs_delivery

import data.lib.clock
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.logged_trails
	times := [status.latest_cloudwatch_logs_delivery_time |
		some status in input.cloudtrail.trails[id].status
		status.latest_cloudwatch_logs_delivery_time != null
	]
	not _fresh(times)
	message := sprintf("no Region delivered to CloudWatch Logs in the last 24 hours; %s", [_latest(times)])
}

_fresh(times) if {
	some time_ in times
	not clock.older(time_, input.source.taken_at, 24)
}

_latest(times) := "none ever did" if count(times) == 0

_latest(times) := sprintf("the latest was on %s", [max(times)]) if count(times) > 0
