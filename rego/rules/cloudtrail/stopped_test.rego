package rules.cloudtrail.stopped_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.stopped

_stopped(time) := {"stop_logging_time": time, "start_logging_time": "2026-02-27T02:31:40Z"}

_everywhere(status) := fixtures.with_trail({"status": {"eu-west-1": status, "us-east-1": status}})

test_denies_a_trail_that_was_stopped_and_started_again if {
	again := _everywhere(_stopped("2026-02-27T02:04:09Z"))
	words := ["2026-02-27T02:04:09Z in eu-west-1, us-east-1, and started again on 2026-02-27T02:31:40Z"]
	fixtures.says(stopped.deny, fixtures.trail, words) with input as again
	count(stopped.deny) == 1 with input as again
}

test_denies_a_trail_that_is_still_off if {
	off := _everywhere(object.union(_stopped("2026-02-27T02:04:09Z"), fixtures.off))
	fixtures.says(stopped.deny, fixtures.trail, ["still off"]) with input as off
	count(stopped.deny) == 1 with input as off
}

test_denies_what_differs_from_region_to_region_one_by_one if {
	twice := fixtures.with_trail({"status": {
		"eu-west-1": _stopped("2026-02-27T02:04:09Z"),
		"us-east-1": object.union(_stopped("2026-02-27T02:04:09Z"), fixtures.off),
	}})
	count(stopped.deny) == 2 with input as twice
	fixtures.says(stopped.deny, fixtures.trail, ["in eu-west-1, and started"]) with input as twice
	fixtures.says(stopped.deny, fixtures.trail, ["in us-east-1, and is still off"]) with input as twice
	later := fixtures.with_trail({"status": {
		"eu-west-1": _stopped("2026-02-27T02:04:09Z"),
		"us-east-1": _stopped("2026-02-28T02:04:09Z"),
	}})
	count(stopped.deny) == 2 with input as later
	fixtures.says(stopped.deny, fixtures.trail, ["2026-02-28T02:04:09Z in us-east-1,"]) with input as later
	both := object.union(later, fixtures.with_trail({"status": {
		"eu-west-1": _stopped("2026-02-27T02:04:09Z"),
		"us-east-1": object.union(_stopped("2026-02-28T02:04:09Z"), fixtures.off),
	}}))
	count(stopped.deny) == 2 with input as both
}

# The present is 2026-03-01T12:00:00Z.
test_denies_and_allows_by_the_age_of_the_stop if {
	count(stopped.deny) == 1 with input as _everywhere(_stopped("2026-01-30T12:00:00Z"))
	stopped.deny == set() with input as _everywhere(_stopped("2026-01-30T11:59:59Z"))
	long_ago := _everywhere(_stopped("2025-12-30T12:00:00Z"))
	count(stopped.deny) == 1 with input as long_ago with data.params as {"history_days": 90}
}

test_allows_a_trail_that_was_never_stopped if {
	stopped.deny == set() with input as fixtures.world({})
}

test_allows_the_trail_of_another_account if {
	theirs := fixtures.with_trail({"owner": fixtures.stranger, "status": {"us-east-1": _stopped("2026-02-27T02:04:09Z")}})
	stopped.deny == set() with input as theirs
}
