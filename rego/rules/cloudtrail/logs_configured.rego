# METADATA
# title: Trail delivers to CloudWatch Logs
# description: >-
#   Alarms on what happens in the account read the trail's events from a log group. Without one they hear of
#   nothing, unless the events reach somebody by another way, such as EventBridge or a SIEM that reads the bucket;
#   therefore this is low. Both the group and the role that writes to it must be named.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
# custom:
#   severity: low
#   subject: trails
#   controls:
#     trailproof: [TRL-12]
#     cis-aws-1.4.0: ["3.4"]
#     aws-security-hub: [CloudTrail.5]
#     pci-dss-3.2.1: ["10.5.3"]
#     nist-800-53-r5:
#       [AC-2(4), AC-4(26), AC-6(9), AU-2, AU-3, AU-6(3), AU-6(4), AU-10, AU-12, CA-7, SC-7(9), SI-3(8),
#        SI-4(20), SI-7(8), AU-6(1), AU-6(5), AU-7(1), SI-4(5)]
#     aws-config: [cloud-trail-cloud-watch-logs-enabled]
#   remediation: |
#     Make a log group in the trail's home Region and a role that CloudTrail may take to write to it, then name both:
#     aws cloudtrail update-trail --name TRAIL_ARN --cloud-watch-logs-log-group-arn GROUP_ARN \
#       --cloud-watch-logs-role-arn ROLE_ARN --region HOME_REGION
package rules.cloudtrail.logs_configured

import data.lib.subjects

deny contains {"resource": id, "message": "the trail names no CloudWatch Logs group"} if {
	some id in subjects.trails
	input.cloudtrail.trails[id].log_group == null
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails
	group := input.cloudtrail.trails[id].log_group
	group != null
	input.cloudtrail.trails[id].logs_role == null
	message := sprintf("the trail names the log group %s, but no role that writes to it", [group])
}
