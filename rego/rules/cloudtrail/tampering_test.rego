package rules.cloudtrail.tampering_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.tampering

_mallory := "arn:aws:iam::111122223333:user/mallory"

_event(fields) := object.union(
	{
		"id": "e-1",
		"time": "2026-02-27T02:04:09Z",
		"name": "StopLogging",
		"principal": _mallory,
		"session": null,
		"service": null,
		"target": fixtures.trail,
		"error": null,
	},
	fields,
)

_history(events) := fixtures.world({"cloudtrail": {"event_history": {
	"eu-west-1": {"newest_read": null, "newest_write": null, "tampering": []},
	"us-east-1": {"newest_read": null, "newest_write": null, "tampering": events},
}}})

test_denies_a_stop if {
	stop := _history([_event({})])
	words := [
		sprintf("StopLogging of %s by %s on 2026-02-27T02:04:09Z", [fixtures.trail, _mallory]),
		"in us-east-1: event e-1",
	]
	fixtures.says(tampering.deny, fixtures.account, words) with input as stop
	count(tampering.deny) == 1 with input as stop
}

test_denies_what_the_session_of_a_role_did if {
	session := _history([_event({"principal": "arn:aws:iam::111122223333:role/Admin", "session": "mallory"})])
	fixtures.says(tampering.deny, fixtures.account, ["role/Admin in session mallory on"]) with input as session
}

test_denies_the_deletion_of_a_trail_that_is_gone if {
	gone := _history([_event({"name": "DeleteTrail", "target": "arn:aws:cloudtrail:us-east-1:111122223333:trail/old"})])
	fixtures.says(tampering.deny, fixtures.account, ["DeleteTrail of", "trail/old"]) with input as gone
	nameless := _history([_event({"target": null})])
	fixtures.says(tampering.deny, fixtures.account, ["does not name"]) with input as nameless
}

test_denies_each_event_on_its_own if {
	count(tampering.deny) == 2 with input as _history([_event({}), _event({"id": "e-2", "name": "UpdateTrail"})])
}

test_denies_those_who_are_no_admins if {
	admins := {"admins": ["arn:aws:iam::111122223333:user/mallor", "arn:aws:iam::111122223333:role/*"]}
	count(tampering.deny) == 1 with input as _history([_event({})]) with data.params as admins
}

# The present is 2026-03-01T12:00:00Z.
test_denies_and_allows_by_the_age_of_the_event if {
	count(tampering.deny) == 1 with input as _history([_event({"time": "2026-01-30T12:00:00Z"})])
	tampering.deny == set() with input as _history([_event({"time": "2026-01-30T11:59:59Z"})])
	long_ago := _history([_event({"time": "2025-12-30T12:00:00Z"})])
	count(tampering.deny) == 1 with input as long_ago with data.params as {"history_days": 90}
}

test_allows_what_an_admin_did if {
	tampering.deny == set() with input as _history([_event({})]) with data.params as {"admins": [_mallory]}
	role := _history([_event({"principal": "arn:aws:iam::111122223333:role/aws-reserved/AWSReservedSSO_Audit_0a1b2c"})])
	admins := {"admins": ["arn:aws:iam::111122223333:role/aws-reserved/AWSReservedSSO_Audit_*"]}
	tampering.deny == set() with input as role with data.params as admins
}

test_allows_what_was_refused if {
	tampering.deny == set() with input as _history([_event({"error": "AccessDenied"})])
}

test_allows_what_a_service_does_for_itself if {
	tampering.deny == set() with input as _history([_event({"principal": null, "service": "cloudtrail.amazonaws.com"})])
}

test_allows_a_history_without_tampering if {
	tampering.deny == set() with input as _history([])
}
