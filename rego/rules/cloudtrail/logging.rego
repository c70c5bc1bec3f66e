# METADATA
# title: Trail is logging in every Region where it stands
# description: >-
#   A trail that was set up and then switched off, everywhere or in one Region, gives the impression of a record
#   that is not kept. It is high and not critical because another trail may record the same events.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-turning-off-logging.html
# custom:
#   severity: high
#   subject: trails
#   controls:
#     trailproof: [TRL-08, EX-05]
#     nist-800-53-r5: [AU-12]
#   remediation: |
#     Switch the trail on in its home Region; if it stays off in one Region, look for a service control policy there:
#     aws cloudtrail start-logging --name TRAIL_ARN --region HOME_REGION
package rules.cloudtrail.logging

import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails
	dark := {region | some region, status in input.cloudtrail.trails[id].status; not status.is_logging}
	count(dark) > 0
	message := sprintf("the trail is not logging in %s", [concat(", ", sort(dark))])
}
