# METADATA
# title: Trails record calls of Amazon Bedrock
# description: >-
#   Calls of models are management events of bedrock.amazonaws.com, mostly reads. Whoever steals credentials to run
#   models at the account's cost is seen there and nowhere else. Where management events of these sources are left
#   out, a trail that records all data events of a type of resource of Bedrock counts as well.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html
# custom:
#   severity: medium
#   subject: account
#   controls:
#     trailproof: [TRL-16]
#     nist-800-53-r5: [AU-2, AU-12]
#   remediation: |
#     Let a trail record all management events, in its home Region. The call replaces all selectors of the trail:
#     repeat those for data events that must stay.
#     aws cloudtrail get-event-selectors --trail-name TRAIL_ARN --region HOME_REGION
#     aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --region HOME_REGION --advanced-event-selectors \
#       '[{"Name":"Management events","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}]'
package rules.cloudtrail.bedrock_calls

import data.lib.coverage
import data.lib.data_coverage
import data.lib.events
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.account
	some kind in ["read", "write"]
	regions := union({coverage.unrecorded[kind][source] | some source in _sources}) - data_coverage.bedrock
	count(regions) > 0
	trails := {text | some region in regions; some trail in coverage.logging[region]; text := coverage.selection[trail]}
	where := coverage.places(regions, coverage.enabled)
	message := concat("; ", array.concat(
		[sprintf("no trail was seen to record the %s events of Amazon Bedrock in %s", [kind, where])],
		sort(trails),
	))
}

# Those of Bedrock that a selector tells apart, or else the rest, which has them.
_sources := _bedrock if "bedrock.amazonaws.com" in _bedrock

_sources := _bedrock | {events.unnamed} if not "bedrock.amazonaws.com" in _bedrock

_bedrock contains source if {
	some source in coverage.sources
	startswith(source, "bedrock")
}
