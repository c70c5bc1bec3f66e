package rules.cloudtrail.global_events_once_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.global_events_once

_two(changes) := fixtures.with_trails({
	fixtures.trail: fixtures.another_trail({}),
	"arn:aws:cloudtrail:us-east-1:111122223333:trail/second": fixtures.another_trail(changes),
})

test_denies_two_trails if {
	words := ["2 trails record the write events", "trail/audit, arn", "trail/second"]
	fixtures.says(global_events_once.deny, fixtures.account, words) with input as _two({})
	fixtures.says(global_events_once.deny, fixtures.account, ["the read events"]) with input as _two({})
}

# The copies that other Regions list are the same trail.
test_allows_one_trail_that_many_regions_list if {
	global_events_once.deny == set() with input as fixtures.world({})
}

test_allows_a_second_trail_that_does_not_record_them if {
	every changes in [
		{"include_global_service_events": false},
		{"owner": fixtures.stranger, "is_organization_trail": true},
		{"status": {"us-east-1": fixtures.off}},
		{"is_multi_region_trail": false, "home_region": "eu-west-1"},
		{"event_selectors": fixtures.advanced([[fixtures.field("eventCategory", {"equals": ["Data"]})]])},
	] {
		global_events_once.deny == set() with input as _two(changes)
	}
}

test_allows_reads_and_writes_apart if {
	halves := fixtures.with_trails({
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/read": fixtures.another_trail({
			"event_selectors": {"basic": [fixtures.basic("ReadOnly")], "advanced": []},
		}),
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/write": fixtures.another_trail({
			"event_selectors": {"basic": [fixtures.basic("WriteOnly")], "advanced": []},
		}),
	})
	global_events_once.deny == set() with input as halves
}
