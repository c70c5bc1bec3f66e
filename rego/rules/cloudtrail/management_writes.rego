# METADATA
# title: Trails record all management events that write
# description: >-
#   The trails that log in a Region must together record all write management events there: basic selectors count,
#   advanced selectors count field by field, and a trail without selectors records everything. Narrowing the
#   selectors is how an intruder blinds a trail that still says it is logging, so this is critical.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
# custom:
#   severity: critical
#   subject: account
#   controls:
#     trailproof: [TRL-04, EX-01]
#     cis-aws-1.4.0: ["3.1"]
#     cis-aws-3.0.0: ["3.1"]
#     cis-aws-5.0.0: ["3.1"]
#     cis-aws-6.0.0: ["4.1"]
#     cis-aws-7.0.0: ["4.1"]
#     aws-security-hub: [CloudTrail.1]
#     pci-dss-3.2.1: ["10.2"]
#     nist-800-53-r5:
#       [AC-2(4), AC-4(26), AC-6(9), AU-2, AU-3, AU-6(3), AU-6(4), AU-10, AU-12, CA-7, SC-7(9), SI-3(8),
#        SI-4(20), SI-7(8)]
#     aws-config: [multi-region-cloudtrail-enabled]
#   remediation: |
#     Let a trail record all management events, in its home Region. The call replaces all selectors of the trail:
#     repeat those for data events that must stay.
#     aws cloudtrail get-event-selectors --trail-name TRAIL_ARN --region HOME_REGION
#     aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --region HOME_REGION --advanced-event-selectors \
#       '[{"Name":"Management events","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}]'
package rules.cloudtrail.management_writes

import data.lib.coverage
import data.lib.events
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.account
	regions := coverage.unrecorded.write[events.unnamed]
	trails := {text | some region in regions; some trail in coverage.logging[region]; text := coverage.selection[trail]}
	where := coverage.places(regions, coverage.enabled)
	message := concat("; ", array.concat(
		[sprintf("no trail was seen to record all write management events in %s", [where])],
		sort(trails),
	))
}
