# METADATA
# title: Trails record network activity at VPC endpoints
# description: >-
#   A call that the policy of a VPC endpoint denies never reaches the service, and no other event tells of it: it
#   may be somebody who carries data out with credentials of another account. Which endpoints there are is not
#   looked at: the parameter endpoint_sources names the event sources of the services that have some, and without it
#   this rule has nothing to judge. A selector of denied calls alone is enough.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-network-events-with-cloudtrail.html
# custom:
#   severity: low
#   subject: account_with_endpoints
#   controls:
#     trailproof: [EX-52]
#     nist-800-53-r5: [AU-12]
#   remediation: |
#     Add a selector for each source, in the trail's home Region. It costs money for each event, and the call replaces
#     all selectors of the trail: repeat those that must stay.
#     aws cloudtrail get-event-selectors --trail-name TRAIL_ARN --region HOME_REGION
#     aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --region HOME_REGION --advanced-event-selectors \
#       '[{"Name":"Management events","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]},
#         {"Name":"Denied at endpoints","FieldSelectors":[{"Field":"eventCategory","Equals":["NetworkActivity"]},
#           {"Field":"eventSource","Equals":["SOURCE"]},{"Field":"errorCode","Equals":["VpceAccessDenied"]}]}]'
package rules.cloudtrail.network_events

import data.lib.coverage
import data.lib.network_events
import data.lib.params
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.account_with_endpoints
	some source in params.endpoint_sources
	regions := {region | some region in coverage.enabled; not _recorded[region][source]}
	count(regions) > 0
	where := coverage.places(regions, coverage.enabled)
	message := sprintf("no trail was seen to record the network activity of %s in %s", [
		source, where,
	])
}

_recorded := {region: sources |
	some region, ids in coverage.logging
	sources := union({_records[id] | some id in ids})
}

_records := {id: sources |
	selectors := input.cloudtrail.trails[id].event_selectors
	sources := network_events.recorded(selectors)
}
