# METADATA
# title: Read and write management events are recorded in every Region
# description: >-
#   Narrowing what a trail records blinds it while it still says that it is logging. What counts is the union over
#   all trails that log in a Region: one trail for reads and another for writes are enough together.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
# custom:
#   severity: critical
#   subject: account
#   controls:
#     trailproof: [TRL-04]
#     cis-aws-1.4.0: ["3.1"]
#     cis-aws-3.0.0: ["3.1"]
#     cis-aws-5.0.0: ["3.1"]
#     cis-aws-6.0.0: ["4.1"]
#     cis-aws-7.0.0: ["4.1"]
#     aws-security-hub: [CloudTrail.1]
#     pci-dss-3.2.1: ["10.2"]
#     nist-800-53-r5: [AC-2(4), AC-4(26), AC-6(9), AU-2, AU-3, AU-6(3), AU-6(4), AU-10, AU-12, CA-7, SC-7(9), SI-3(8),
#       SI-4(20), SI-7(8)]
#     aws-config: [multi-region-cloudtrail-enabled]
#   remediation: |
#     Record all management events with one trail, in its home Region (this replaces the trail's selectors: keep the
#     data events):
#     aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --event-selectors
#       '[{"ReadWriteType":"All","IncludeManagementEvents":true,"DataResources":[]}]'
package rules.cloudtrail.management_events

import data.lib.selectors
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.account
	some region, arns in input.cloudtrail.listed
	input.regions[region].enabled == true
	missing := {"read", "write"} - _recorded(region, arns)
	some half in missing
	message := sprintf("no trail records all %s management events in %s", [half, region])
}

_recorded(region, arns) := {half |
	some arn in arns
	input.cloudtrail.trails[arn].status[region].is_logging == true
	some half in selectors.management(input.cloudtrail.trails[arn].event_selectors)
}
