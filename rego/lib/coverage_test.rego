package lib.coverage_test

import data.lib.coverage
import data.lib.events
import data.lib.fixtures_test as fixtures

test_enabled_regions if {
	coverage.enabled == {"eu-west-1", "us-east-1"} with input as fixtures.world({})
}

test_regions_that_were_looked_at if {
	coverage.looked_at == {"eu-west-1", "us-east-1"} with input as fixtures.world({})
	unseen := fixtures.unseen(fixtures.world({}), "cloudtrail/listed/eu-west-1")
	coverage.looked_at == {"us-east-1"} with input as unseen
	coverage.logging == {"us-east-1": {fixtures.trail}} with input as unseen
}

test_logging_trails if {
	coverage.logging == {"eu-west-1": {fixtures.trail}, "us-east-1": {fixtures.trail}} with input as fixtures.world({})
	coverage.logging == {"us-east-1": {fixtures.trail}} with input as fixtures.with_trail({"is_multi_region_trail": false})
	coverage.logging == {} with input as fixtures.with_trails({})
}

# The status of a trail in a Region that does not list it says nothing.
test_trails_that_a_region_does_not_list if {
	elsewhere := fixtures.world({"cloudtrail": {"listed": {"eu-west-1": []}}})
	coverage.logging == {"us-east-1": {fixtures.trail}} with input as elsewhere
}

test_disabled_regions_do_not_count if {
	disabled := fixtures.world({"cloudtrail": {
		"trails": {fixtures.trail: {"status": {"af-south-1": {"is_logging": true}}}},
		"listed": {"af-south-1": [fixtures.trail]},
	}})
	not coverage.logging["af-south-1"] with input as disabled
	not "af-south-1" in coverage.looked_at with input as disabled
}

test_sources if {
	count(coverage.sources) == 3 with input as fixtures.world({})
	excluding := object.union(fixtures.basic("All"), {"exclude_management_event_sources": ["x"]})
	"x" in coverage.sources with input as fixtures.with_trail({"event_selectors": {"advanced": [], "basic": [excluding]}})
}

test_unrecorded if {
	coverage.unrecorded == {} with input as fixtures.world({})
	off := fixtures.with_trail({"status": {"eu-west-1": fixtures.off}})
	coverage.unrecorded.write[events.unnamed] == {"eu-west-1"} with input as off
	coverage.unrecorded.read["kms.amazonaws.com"] == {"eu-west-1", "us-east-1"} with input as fixtures.with_trails({})
}

# Selectors that nobody saw are not those of a trail without any.
test_unseen_selectors_record_nothing if {
	unseen := fixtures.with_trails({fixtures.trail: object.remove(fixtures.another_trail({}), ["event_selectors"])})
	coverage.unrecorded.write[events.unnamed] == {"eu-west-1", "us-east-1"} with input as unseen
}

test_selection if {
	coverage.selection == {} with input as fixtures.with_trails({fixtures.trail: fixtures.another_trail({})})
}

test_sources_that_cloudtrail_offers_to_exclude if {
	coverage.sources == {events.unnamed, "kms.amazonaws.com", "rdsdata.amazonaws.com"} with input as fixtures.world({})
}

test_recorded_events_of_one_kind_and_source if {
	fields := [
		fixtures.management, fixtures.field("readOnly", {"equals": ["true"]}),
		fixtures.field("eventSource", {"equals": ["kms.amazonaws.com"]}),
	]
	narrow := fixtures.with_trail({"event_selectors": {"basic": [], "advanced": [{"name": null, "fields": fields}]}})
	coverage.recorded["us-east-1"] == {["read", "kms.amazonaws.com"]} with input as narrow
}

test_places if {
	coverage.places({"b", "a"}, {"a", "b", "c", "d"}) == "a, b"
	coverage.places({"a", "b", "c"}, {"a", "b", "c"}) == "a, b, c"
	coverage.places({"a", "b", "c", "d"}, {"a", "b", "c", "d"}) == "all 4 enabled Regions"
}
