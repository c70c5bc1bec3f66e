package rules.cloudtrail.global_events_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.global_events

_elsewhere := {"is_multi_region_trail": false, "home_region": "eu-west-1"}

# ScoutSuite and steampipe-mod-aws-compliance ask for the flag alone.
test_denies_a_trail_of_another_region if {
	words := ["come in us-east-1", "trail/audit"]
	fixtures.says(global_events.deny, fixtures.account, words) with input as fixtures.with_trail(_elsewhere)
	count(global_events.deny) == 1 with input as fixtures.with_trail(_elsewhere)
}

test_denies_two_trails_of_another_region if {
	both := fixtures.with_trails({
		"arn:aws:cloudtrail:eu-west-1:111122223333:trail/a": fixtures.another_trail(_elsewhere),
		"arn:aws:cloudtrail:eu-west-1:111122223333:trail/b": fixtures.another_trail(_elsewhere),
	})
	fixtures.says(global_events.deny, fixtures.account, ["trail/a, arn:"]) with input as both
}

test_denies_a_trail_that_is_off_where_they_come if {
	off := fixtures.with_trail({"status": {"us-east-1": fixtures.off}})
	fixtures.says(global_events.deny, fixtures.account, ["come in us-east-1"]) with input as off
}

test_denies_a_trail_that_leaves_them_out if {
	words := ["no logging trail includes"]
	single := fixtures.with_trail({"is_multi_region_trail": false, "include_global_service_events": false})
	fixtures.says(global_events.deny, fixtures.account, words) with input as single
	count(global_events.deny) == 1 with input as single
	fixtures.says(global_events.deny, fixtures.account, words) with input as fixtures.with_trails({})
}

test_denies_a_trail_of_reads if {
	reading := fixtures.selecting({"basic": [fixtures.basic("ReadOnly")]})
	fixtures.says(global_events.deny, fixtures.account, ["no logging trail includes"]) with input as reading
}

# ScoutSuite 814
test_allows_a_trail_for_all_regions if {
	global_events.deny == set() with input as fixtures.world({})
}

test_allows_a_trail_of_the_region if {
	global_events.deny == set() with input as fixtures.with_trail({"is_multi_region_trail": false})
}

test_allows_any_region_of_another_partition if {
	gov := fixtures.world({
		"source": {"partition": "aws-us-gov"},
		"cloudtrail": {"trails": {fixtures.trail: _elsewhere}},
	})
	global_events.deny == set() with input as gov
}
