package rules.cloudtrail.digests_fresh_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.digests_fresh

_status(home, abroad) := fixtures.with_trail({"status": {"eu-west-1": abroad, "us-east-1": home}})

_at(time) := {"latest_digest_delivery_time": time}

test_denies_an_error if {
	failing := _status({"latest_digest_delivery_error": "AccessDenied"}, {})
	fixtures.says(digests_fresh.deny, fixtures.trail, ["fails with AccessDenied in us-east-1"]) with input as failing
	count(digests_fresh.deny) == 1 with input as failing
}

test_denies_an_old_digest if {
	old := _status({}, _at("2026-03-01T09:59:00Z"))
	words := ["the newest digest file of eu-west-1 is of 2026-03-01T09:59:00Z"]
	fixtures.says(digests_fresh.deny, fixtures.trail, words) with input as old
	count(digests_fresh.deny) == 1 with input as old
}

test_denies_a_region_from_which_no_digest_came if {
	fixtures.says(digests_fresh.deny, fixtures.trail, ["from us-east-1 yet"]) with input as _status(_at(null), {})
	count(digests_fresh.deny) == 1 with input as _status(_at(null), {})
	timeless := _status(object.union(_at(null), {"start_logging_time": null}), {})
	count(digests_fresh.deny) == 1 with input as timeless
	late := _status(object.union(_at(null), {"start_logging_time": "2026-03-01T09:59:00Z"}), {})
	count(digests_fresh.deny) == 1 with input as late
}

test_allows_a_digest_of_the_last_hours if {
	digests_fresh.deny == set() with input as fixtures.world({})
	digests_fresh.deny == set() with input as _status({}, _at("2026-03-01T10:00:00Z"))
}

test_allows_a_trail_that_was_just_switched_on if {
	started := object.union(_at(null), {"start_logging_time": "2026-03-01T10:00:00Z"})
	digests_fresh.deny == set() with input as _status(started, {})
	again := object.union(started, _at("2026-01-01T00:00:00Z"))
	digests_fresh.deny == set() with input as _status({}, again)
}

test_allows_a_trail_that_is_off_or_writes_none if {
	stopped := object.union(fixtures.off, {"latest_digest_delivery_error": "NoSuchBucket"})
	never := object.union(_at(null), stopped)
	old := object.union(_at("2026-01-01T00:00:00Z"), stopped)
	digests_fresh.deny == set() with input as _status(never, old)
	digests_fresh.deny == set() with input as fixtures.with_trail({
		"log_file_validation_enabled": false,
		"status": {"us-east-1": _at(null)},
	})
}

# prowler 2438
test_allows_what_the_management_account_owns if {
	foreign := {"owner": fixtures.stranger, "status": {
		"us-east-1": object.union(_at(null), {"latest_digest_delivery_error": "NoSuchBucket"}),
		"eu-west-1": _at("2026-01-01T00:00:00Z"),
	}}
	digests_fresh.deny == set() with input as fixtures.with_trail(foreign)
}
