package rules.cloudtrail.undelivered_events_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.undelivered_events

_event(time) := {"time": time, "source": "s3.amazonaws.com", "name": "CreateBucket"}

# The newest delivery in each Region was 11:55:00 on the first of March, five minutes ago.
_world(status, selectors, history) := fixtures.world({"cloudtrail": {
	"trails": {fixtures.trail: {"status": {"eu-west-1": status}, "event_selectors": selectors}},
	"event_history": {
		"eu-west-1": object.union({"newest_read": null, "newest_write": null, "tampering": []}, history),
		"us-east-1": {
			"newest_read": _event("2026-03-01T10:59:00Z"),
			"newest_write": _event("2026-03-01T10:58:00Z"),
			"tampering": [],
		},
	},
}})

_everything := {"basic": [], "advanced": []}

_late := {"latest_delivery_time": "2026-03-01T08:00:00Z"}

_write(time) := {"newest_write": _event(time)}

_read(time) := {"newest_read": _event(time)}

test_denies_a_write_that_waits_for_more_than_an_hour if {
	waiting := _world(_late, _everything, _write("2026-03-01T09:30:00Z"))
	words := [
		"CreateBucket of s3.amazonaws.com on 2026-03-01T09:30:00Z in eu-west-1",
		"the newest delivery was on 2026-03-01T08:00:00Z",
	]
	fixtures.says(undelivered_events.deny, fixtures.trail, words) with input as waiting
	count(undelivered_events.deny) == 1 with input as waiting
}

test_denies_a_read_that_waits_for_more_than_an_hour if {
	waiting := _world(_late, _everything, _read("2026-03-01T09:30:00Z"))
	fixtures.says(undelivered_events.deny, fixtures.trail, ["eu-west-1"]) with input as waiting
	count(undelivered_events.deny) == 1 with input as waiting
}

# A trail of reads records reads, and one of writes writes.
test_denies_what_the_selectors_record if {
	reads := {"basic": [fixtures.basic("ReadOnly")], "advanced": []}
	count(undelivered_events.deny) == 1 with input as _world(_late, reads, _read("2026-03-01T09:30:00Z"))
	writes := {"basic": [fixtures.basic("WriteOnly")], "advanced": []}
	count(undelivered_events.deny) == 1 with input as _world(_late, writes, _write("2026-03-01T09:30:00Z"))
}

test_denies_an_event_just_after_the_newest_delivery if {
	count(undelivered_events.deny) == 1 with input as _world(_late, _everything, _write("2026-03-01T08:00:01Z"))
}

test_denies_a_trail_that_never_delivered if {
	never := {"latest_delivery_time": null}
	waiting := _world(never, _everything, _write("2026-03-01T09:30:00Z"))
	fixtures.says(undelivered_events.deny, fixtures.trail, ["was never"]) with input as waiting
	unknown_start := object.union(never, {"start_logging_time": null})
	count(undelivered_events.deny) == 1 with input as _world(unknown_start, _everything, _write("2026-03-01T09:30:00Z"))
}

test_denies_an_event_of_exactly_an_hour_ago if {
	count(undelivered_events.deny) == 1 with input as _world(_late, _everything, _write("2026-03-01T11:00:00Z"))
}

test_allows_a_younger_event if {
	undelivered_events.deny == set() with input as _world(_late, _everything, _write("2026-03-01T11:00:01Z"))
}

test_allows_an_event_before_the_newest_delivery if {
	undelivered_events.deny == set() with input as _world(_late, _everything, _write("2026-03-01T08:00:00Z"))
	undelivered_events.deny == set() with input as _world({}, _everything, _write("2026-03-01T10:00:00Z"))
}

test_allows_a_region_where_nothing_happened if {
	undelivered_events.deny == set() with input as _world(_late, _everything, {})
}

# What happened while the trail was off is not its to deliver.
test_allows_an_event_before_the_trail_was_started if {
	again := object.union(_late, {"start_logging_time": "2026-03-01T09:30:00Z"})
	undelivered_events.deny == set() with input as _world(again, _everything, _write("2026-03-01T09:30:00Z"))
}

test_allows_a_trail_that_is_off if {
	off := object.union(_late, fixtures.off)
	undelivered_events.deny == set() with input as _world(off, _everything, _write("2026-03-01T09:30:00Z"))
}

test_allows_events_that_the_trail_does_not_record if {
	writes := {"basic": [fixtures.basic("WriteOnly")], "advanced": []}
	undelivered_events.deny == set() with input as _world(_late, writes, _read("2026-03-01T09:30:00Z"))
	reads := {"basic": [fixtures.basic("ReadOnly")], "advanced": []}
	undelivered_events.deny == set() with input as _world(_late, reads, _write("2026-03-01T09:30:00Z"))
	without := {"advanced": [], "basic": [object.union(
		fixtures.basic("All"),
		{"exclude_management_event_sources": ["s3.amazonaws.com"]},
	)]}
	undelivered_events.deny == set() with input as _world(_late, without, _write("2026-03-01T09:30:00Z"))
}

test_allows_the_trail_of_another_account if {
	theirs := {"cloudtrail": {"trails": {fixtures.trail: {"owner": fixtures.stranger}}}}
	undelivered_events.deny == set() with input as object.union(
		_world(_late, _everything, _write("2026-03-01T09:30:00Z")),
		theirs,
	)
}

# The event history of us-east-1 has the events of global services, which such a trail does not record.
_without_global_events(source) := fixtures.world({"cloudtrail": {
	"trails": {fixtures.trail: {
		"is_multi_region_trail": false,
		"include_global_service_events": false,
		"status": {"us-east-1": _late, "eu-west-1": _late},
		"event_selectors": _everything,
	}},
	"event_history": {region: {
		"newest_read": null,
		"newest_write": {"time": "2026-03-01T09:30:00Z", "source": source, "name": "X"},
		"tampering": [],
	} |
		some region in ["us-east-1", "eu-west-1"]
	},
}})

test_allows_global_events_that_the_trail_leaves_out if {
	every source in ["cloudfront", "iam", "signin", "sts"] {
		input_ := _without_global_events(sprintf("%s.amazonaws.com", [source]))
		denied := undelivered_events.deny with input as input_

		# An event of the Region itself is still missed.
		{contains(d.message, "in eu-west-1") | some d in denied} == {true}
	}
}

test_denies_global_events_that_the_trail_includes if {
	included := object.union(
		_without_global_events("iam.amazonaws.com"),
		{"cloudtrail": {"trails": {fixtures.trail: {"include_global_service_events": true}}}},
	)
	count(undelivered_events.deny) == 2 with input as included
	count(undelivered_events.deny) == 2 with input as _without_global_events("ec2.amazonaws.com")
}
