package rules.cloudtrail.multi_region_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.multi_region

test_denies_single_region_trails if {
	single := fixtures.with_trail({"is_multi_region_trail": false})
	fixtures.says(multi_region.deny, fixtures.account, ["no trail covers"]) with input as single
}

test_denies_an_account_without_trails if {
	fixtures.says(multi_region.deny, fixtures.account, ["no trail covers"]) with input as fixtures.with_trails({})
}

test_denies_one_that_is_off_in_a_region if {
	off := fixtures.with_trail({"status": {"eu-west-1": fixtures.off}})
	fixtures.says(multi_region.deny, fixtures.account, ["audit", "eu-west-1"]) with input as off
	not fixtures.says(multi_region.deny, fixtures.account, ["us-east-1"]) with input as off
	count(multi_region.deny) == 1 with input as off
}

test_denies_one_whose_status_is_known_nowhere if {
	nowhere := fixtures.with_trails({fixtures.trail: object.union(
		object.remove(fixtures.another_trail({}), ["status"]),
		{"status": {}},
	)})
	fixtures.says(multi_region.deny, fixtures.account, ["audit", "any"]) with input as nowhere
}

test_denies_one_that_is_off_beside_a_single_region_trail if {
	count(multi_region.deny) == 1 with input as fixtures.with_trails({
		fixtures.trail: fixtures.another_trail({"status": {"eu-west-1": fixtures.off}}),
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/one": fixtures.another_trail({"is_multi_region_trail": false}),
	})
}

# A single-Region trail beside it takes nothing away; trivy flags each, and aws-config-rules 401 every account.
test_allows_one_that_logs_everywhere if {
	multi_region.deny == set() with input as fixtures.with_trails({
		fixtures.trail: fixtures.another_trail({}),
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/one": fixtures.another_trail({"is_multi_region_trail": false}),
	})
}

test_denies_one_that_is_off_everywhere if {
	off := fixtures.with_trail({"status": {"eu-west-1": fixtures.off, "us-east-1": fixtures.off}})
	words := ["trail audit covers all Regions but is not logging in eu-west-1, us-east-1"]
	fixtures.says(multi_region.deny, fixtures.account, words) with input as off
}

test_allows_one_that_was_asked_in_one_region if {
	multi_region.deny == set() with input as fixtures.with_trails({fixtures.trail: object.union(
		object.remove(fixtures.another_trail({}), ["status"]),
		{"status": {"us-east-1": {"is_logging": true}}},
	)})
}

# prowler 2438
test_allows_an_organization_trail_seen_from_a_member if {
	multi_region.deny == set() with input as fixtures.with_trail({
		"owner": fixtures.stranger,
		"is_organization_trail": true,
	})
}
