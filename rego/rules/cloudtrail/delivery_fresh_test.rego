package rules.cloudtrail.delivery_fresh_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.delivery_fresh

_status(home, abroad) := fixtures.with_trail({"status": {"eu-west-1": abroad, "us-east-1": home}})

_at(time) := {"latest_delivery_time": time}

# Prowler and Steampipe look at one Region.
test_denies_an_old_delivery_away_from_home if {
	old := _status({}, _at("2026-02-28T11:59:00Z"))
	words := ["the newest log file of eu-west-1 is of 2026-02-28T11:59:00Z"]
	fixtures.says(delivery_fresh.deny, fixtures.trail, words) with input as old
	count(delivery_fresh.deny) == 1 with input as old
}

test_denies_by_the_parameter if {
	delivered := _status(_at("2026-03-01T09:00:00Z"), {})
	count(delivery_fresh.deny) == 1 with input as delivered with data.params as {"delivery_hours": 2}
	delivery_fresh.deny == set() with input as delivered with data.params as {"delivery_hours": 3}
}

test_denies_a_region_from_which_nothing_came if {
	never := _status(_at(null), {})
	words := ["no log file has come from us-east-1 yet, and the trail logs there since 2026-01-01"]
	fixtures.says(delivery_fresh.deny, fixtures.trail, words) with input as never
	count(delivery_fresh.deny) == 1 with input as never
	timeless := _status(object.union(_at(null), {"start_logging_time": null}), {})
	fixtures.says(delivery_fresh.deny, fixtures.trail, ["nobody knows since when"]) with input as timeless
	an_hour := _status(object.union(_at(null), {"start_logging_time": "2026-03-01T10:59:00Z"}), {})
	count(delivery_fresh.deny) == 1 with input as an_hour
}

test_denies_trails_of_reads_and_of_writes if {
	every type in ["ReadOnly", "WriteOnly"] {
		selecting := fixtures.with_trail({
			"event_selectors": {"basic": [fixtures.basic(type)], "advanced": []},
			"status": {"us-east-1": _at(null), "eu-west-1": _at("2026-01-01T00:00:00Z")},
		})
		count(delivery_fresh.deny) == 2 with input as selecting
	}
}

# ScoutSuite takes minutes for days.
test_allows_a_delivery_of_the_last_day if {
	delivery_fresh.deny == set() with input as fixtures.world({})
	delivery_fresh.deny == set() with input as _status({}, _at("2026-02-28T12:00:00Z"))
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
