# METADATA
# title: No source of management events is left out
# description: >-
#   CloudTrail lets a trail leave out the events of KMS and of the RDS Data API to save money. Without them nobody
#   sees who disabled, deleted or shared the key that protects the logs. What one trail leaves out another may
#   record: the trails of a Region are judged together.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
# custom:
#   severity: medium
#   subject: account
#   controls:
#     trailproof: [TRL-05, EX-01]
#     cis-aws-1.4.0: ["3.1"]
#     cis-aws-3.0.0: ["3.1"]
#     cis-aws-5.0.0: ["3.1"]
#     cis-aws-6.0.0: ["4.1"]
#     cis-aws-7.0.0: ["4.1"]
#     aws-security-hub: [CloudTrail.1]
#     nist-800-53-r5: [AU-2, AU-12]
#     aws-config: [multi-region-cloudtrail-enabled, cloudtrail-security-trail-enabled]
#   remediation: |
#     Write the selectors again without the exclusion, in the trail's home Region. The call replaces all selectors of
#     the trail: repeat those that must stay.
#     aws cloudtrail get-event-selectors --trail-name TRAIL_ARN --region HOME_REGION
#     aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --region HOME_REGION --advanced-event-selectors \
#       '[{"Name":"Management events","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}]'
package rules.cloudtrail.event_sources

import data.lib.coverage
import data.lib.events
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.account
	some kind, sources in coverage.unrecorded
	some source, regions in sources
	left_out := regions - object.get(sources, events.unnamed, set())
	count(left_out) > 0
	trails := {text | some region in left_out; some trail in coverage.logging[region]; text := coverage.selection[trail]}
	where := coverage.places(left_out, coverage.enabled)
	message := concat("; ", array.concat(
		[sprintf("no trail was seen to record the %s events of %s in %s", [kind, source, where])],
		sort(trails),
	))
}

# Where nothing is recorded every source is left out.
deny contains {"resource": id, "message": message} if {
	some id in subjects.account
	regions := {region | some region in coverage.enabled; not coverage.recorded[region]}
	count(regions) > 0
	where := coverage.places(regions, coverage.enabled)
	message := sprintf("no trail was seen to record management events of any source in %s", [where])
}
