package rules.cloudtrail.delivery_fresh_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.delivery_fresh

_status(home, abroad) := fixtures.with_trail({"status": {"eu-west-1": abroad, "us-east-1": home}})

_at(time) := {"latest_delivery_time": time}

# A trail of one Region with this status.
_single(status) := fixtures.with_trails({fixtures.trail: object.union(
	object.remove(fixtures.another_trail({"is_multi_region_trail": false}), ["status"]),
	{"status": {"us-east-1": object.union(fixtures.status, status)}},
)})

test_denies_old_deliveries_from_everywhere if {
	old := _status(_at("2026-02-27T11:59:00Z"), _at("2026-02-28T11:59:00Z"))
	words := ["the newest log file, from any Region, is of 2026-02-28T11:59:00Z"]
	fixtures.says(delivery_fresh.deny, fixtures.trail, words) with input as old
	count(delivery_fresh.deny) == 1 with input as old
}

test_denies_by_the_parameter if {
	delivered := _status(_at("2026-03-01T09:00:00Z"), _at("2026-03-01T08:00:00Z"))
	count(delivery_fresh.deny) == 1 with input as delivered with data.params as {"delivery_hours": 2}
	delivery_fresh.deny == set() with input as delivered with data.params as {"delivery_hours": 3}
}

test_denies_a_trail_from_which_nothing_came if {
	never := _status(_at(null), _at(null))
	words := ["no log file has come yet, and the trail logs since 2026-01-01T00:00:00Z"]
	fixtures.says(delivery_fresh.deny, fixtures.trail, words) with input as never
	count(delivery_fresh.deny) == 1 with input as never
	timeless := object.union(_at(null), {"start_logging_time": null})
	words_of_none := ["nobody knows since when the trail logs"]
	fixtures.says(delivery_fresh.deny, fixtures.trail, words_of_none) with input as _status(timeless, timeless)
	an_hour := object.union(_at(null), {"start_logging_time": "2026-03-01T10:59:00Z"})
	count(delivery_fresh.deny) == 1 with input as _status(an_hour, an_hour)
}

test_denies_where_one_region_was_just_switched_on if {
	started := object.union(_at(null), {"start_logging_time": "2026-03-01T11:30:00Z"})
	count(delivery_fresh.deny) == 1 with input as _status(started, _at("2026-01-01T00:00:00Z"))
}

test_denies_trails_of_reads_and_of_writes if {
	every type in ["ReadOnly", "WriteOnly"] {
		selecting := fixtures.with_trail({
			"event_selectors": {"basic": [fixtures.basic(type)], "advanced": []},
			"status": {"us-east-1": _at(null), "eu-west-1": _at("2026-01-01T00:00:00Z")},
		})
		count(delivery_fresh.deny) == 1 with input as selecting
	}
}

# Whether a Region is off counts for the others.
test_denies_what_a_region_that_is_off_delivered if {
	off := object.union(_at("2026-03-01T11:59:00Z"), fixtures.off)
	count(delivery_fresh.deny) == 1 with input as _status(off, _at("2026-01-01T00:00:00Z"))
}

test_denies_a_trail_of_one_region_without_digests if {
	old := _at("2026-02-28T11:59:00Z")
	count(delivery_fresh.deny) == 1 with input as _single(object.union(old, {"latest_digest_delivery_time": null}))
	stale := object.union(old, {"latest_digest_delivery_time": "2026-02-28T11:58:00Z"})
	count(delivery_fresh.deny) == 1 with input as _single(stale)
}

test_allows_an_idle_trail_of_one_region if {
	delivery_fresh.deny == set() with input as _single(_at("2026-02-28T11:59:00Z"))
	delivery_fresh.deny == set() with input as _single(_at(null))
}

# ScoutSuite takes minutes for days.
test_allows_a_delivery_of_the_last_day if {
	delivery_fresh.deny == set() with input as fixtures.world({})
	delivery_fresh.deny == set() with input as _status(_at("2026-02-28T12:00:00Z"), _at(null))
}

test_allows_idle_regions if {
	delivery_fresh.deny == set() with input as _status({}, _at("2026-01-01T00:00:00Z"))
	delivery_fresh.deny == set() with input as _status({}, _at(null))
}

test_allows_a_trail_that_was_just_switched_on if {
	started := object.union(_at(null), {"start_logging_time": "2026-03-01T11:00:00Z"})
	delivery_fresh.deny == set() with input as _status(started, started)
}

test_allows_what_is_off_or_records_other_events if {
	off := object.union(_at(null), fixtures.off)
	old := object.union(_at("2026-01-01T00:00:00Z"), fixtures.off)
	delivery_fresh.deny == set() with input as _status(off, old)
	data_only := fixtures.with_trail({
		"event_selectors": fixtures.advanced([[fixtures.field("eventCategory", {"equals": ["Data"]})]]),
		"status": {"us-east-1": _at(null), "eu-west-1": _at("2026-01-01T00:00:00Z")},
	})
	delivery_fresh.deny == set() with input as data_only
}

# prowler 2438
test_allows_what_the_management_account_owns if {
	foreign := {
		"owner": fixtures.stranger,
		"status": {"us-east-1": _at(null), "eu-west-1": _at("2026-01-01T00:00:00Z")},
	}
	delivery_fresh.deny == set() with input as fixtures.with_trail(foreign)
}
