package rules.cloudtrail.security_trail_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.security_trail

_only(changes) := fixtures.with_trails({fixtures.trail: fixtures.another_trail(changes)})

test_denies_an_account_without_trails if {
	fixtures.says(security_trail.deny, fixtures.account, ["no trail"]) with input as fixtures.with_trails({})
	count(security_trail.deny) == 1 with input as fixtures.with_trails({})
}

test_denies_a_trail_that_lacks_one_thing if {
	every word, changes in {
		"all Regions": {"is_multi_region_trail": false},
		"logging in every Region": {"status": {"eu-west-1": fixtures.off}},
		"all management events": {"event_selectors": {"advanced": [], "basic": [fixtures.basic("WriteOnly")]}},
		"global service events": {"include_global_service_events": false},
		"digest files": {"log_file_validation_enabled": false},
		"a KMS key": {"kms_key_id": null},
	} {
		words := [sprintf("trail audit lacks: %s", [word])]
		fixtures.says(security_trail.deny, fixtures.account, words) with input as _only(changes)
		not fixtures.says(security_trail.deny, fixtures.account, [","]) with input as _only(changes)
	}
}

test_denies_a_trail_of_reads if {
	reading := _only({"event_selectors": {"advanced": [], "basic": [fixtures.basic("ReadOnly")]}})
	fixtures.says(security_trail.deny, fixtures.account, ["all management events"]) with input as reading
}

test_denies_a_trail_that_leaves_a_source_out if {
	without := object.union(fixtures.basic("All"), {"exclude_management_event_sources": ["kms.amazonaws.com"]})
	narrow := _only({"event_selectors": {"advanced": [], "basic": [without]}})
	fixtures.says(security_trail.deny, fixtures.account, ["all management events"]) with input as narrow
}

test_denies_a_trail_whose_status_is_known_nowhere if {
	nowhere := fixtures.with_trails({fixtures.trail: object.union(
		object.remove(fixtures.another_trail({}), ["status"]),
		{"status": {}},
	)})
	fixtures.says(security_trail.deny, fixtures.account, ["logging"]) with input as nowhere
}

test_denies_two_trails_that_are_good_together if {
	halves := fixtures.with_trails({
		fixtures.trail: fixtures.another_trail({"kms_key_id": null}),
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/other": fixtures.another_trail({
			"name": "other",
			"log_file_validation_enabled": false,
		}),
	})
	fixtures.says(security_trail.deny, fixtures.account, ["trail audit lacks: a KMS key"]) with input as halves
	fixtures.says(security_trail.deny, fixtures.account, ["trail other lacks: digest files"]) with input as halves
}

test_denies_and_names_all_that_is_lacking if {
	bare := _only({"kms_key_id": null, "log_file_validation_enabled": false})
	fixtures.says(security_trail.deny, fixtures.account, ["lacks: a KMS key, digest files"]) with input as bare
}

# The trail of somebody else beside it lacks much.
test_allows_one_trail_that_has_all if {
	security_trail.deny == set() with input as fixtures.world({})
	security_trail.deny == set() with input as fixtures.selecting({"basic": [fixtures.basic("All")]})
}

test_allows_an_organization_trail_beside_an_own_one if {
	security_trail.deny == set() with input as fixtures.with_trails({
		fixtures.trail: fixtures.another_trail({"kms_key_id": null}),
		"arn:aws:cloudtrail:us-east-1:999988887777:trail/organization": fixtures.another_trail({
			"owner": fixtures.stranger,
			"is_organization_trail": true,
		}),
	})
}

# prowler 2438
test_allows_what_the_management_account_owns if {
	foreign := {"owner": fixtures.stranger, "kms_key_id": null}
	security_trail.deny == set() with input as fixtures.with_trail(foreign)
}

test_allows_a_trail_that_was_asked_in_one_region if {
	one := fixtures.with_trails({fixtures.trail: object.union(
		object.remove(fixtures.another_trail({}), ["status"]),
		{"status": {"us-east-1": {"is_logging": true}}},
	)})
	security_trail.deny == set() with input as one
}
