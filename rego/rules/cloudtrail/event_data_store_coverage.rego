# METADATA
# title: Event data store takes in what happens in all Regions
# description: >-
#   A store of management events that stands for one Region, or whose selectors leave out writes, an actor or a
#   call, answers queries as if nothing had happened. A store of other events, such as data events or configuration
#   items, is not judged.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-event-data-store.html
# custom:
#   severity: medium
#   subject: event_data_stores
#   controls:
#     trailproof: [EX-51]
#     nist-800-53-r5: [AU-2, AU-12]
#   remediation: |
#     Let the store cover all Regions and all management events. Selectors are replaced: repeat those that must stay.
#     aws cloudtrail update-event-data-store --event-data-store STORE_ARN --multi-region-enabled --region REGION \
#       --advanced-event-selectors \
#       '[{"Name":"Management events","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}]'
package rules.cloudtrail.event_data_store_coverage

import data.lib.events
import data.lib.subjects

deny contains {"resource": id, "message": "the event data store takes in the events of its own Region only"} if {
	some id in subjects.event_data_stores
	detail := input.cloudtrail.event_data_stores[id].detail
	count(_kinds(detail.selectors)) > 0
	detail.multi_region == false
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.event_data_stores
	selectors := _of_a_trail(input.cloudtrail.event_data_stores[id].detail.selectors)
	kinds := events.narrowed(selectors)
	count(kinds) > 0
	message := sprintf("the event data store takes in some %s management events and leaves others out: %s", [
		concat(" and ", sort(kinds)), events.described(selectors),
	])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.event_data_stores
	selectors := input.cloudtrail.event_data_stores[id].detail.selectors
	_kinds(selectors) == {"read"}
	message := sprintf("the event data store takes in no write management events: %s", [
		events.described(_of_a_trail(selectors)),
	])
}

_kinds(selectors) := {kind |
	some kind in ["read", "write"]
	events.mentions(_of_a_trail(selectors), kind)
}

_of_a_trail(selectors) := {"basic": [], "advanced": selectors}
