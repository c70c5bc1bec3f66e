package lib.global_events_test

import data.lib.fixtures_test as fixtures
import data.lib.global_events

_other := "arn:aws:cloudtrail:eu-west-1:111122223333:trail/other"

test_one_region_of_the_commercial_partition if {
	global_events.regions == ["us-east-1"] with input as fixtures.world({})
	both := {"read": {fixtures.trail}, "write": {fixtures.trail}}
	global_events.recording == both with input as fixtures.world({})
	global_events.included == {fixtures.trail} with input as fixtures.world({})
}

test_any_region_of_another_partition if {
	gov := fixtures.world({"source": {"partition": "aws-us-gov"}})
	global_events.regions == ["eu-west-1", "us-east-1"] with input as gov
}

test_trails_that_say_so_elsewhere if {
	elsewhere := fixtures.with_trails({_other: fixtures.another_trail({
		"is_multi_region_trail": false,
		"home_region": "eu-west-1",
	})})
	global_events.included == {_other} with input as elsewhere
	global_events.recording == {"read": set(), "write": set()} with input as elsewhere
	china := object.union(elsewhere, {"source": {"partition": "aws-cn"}})
	global_events.recording.write == {_other} with input as china
}

test_trails_that_do_not_include_them if {
	global_events.included == set() with input as fixtures.with_trail({"include_global_service_events": false})
	reading := fixtures.selecting({"basic": [fixtures.basic("ReadOnly")]})
	global_events.included == set() with input as reading
	global_events.recording == {"read": {fixtures.trail}, "write": set()} with input as reading
}
