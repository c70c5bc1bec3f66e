package rules.cloudtrail.every_region_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.every_region

test_denies_a_region_where_the_trail_is_off if {
	off := fixtures.with_trail({"status": {"eu-west-1": fixtures.off}})
	fixtures.says(every_region.deny, fixtures.account, ["logging in eu-west-1"]) with input as off
}

test_denies_a_single_region_trail_elsewhere if {
	single := fixtures.with_trail({"is_multi_region_trail": false})
	fixtures.says(every_region.deny, fixtures.account, ["logging in eu-west-1"]) with input as single
}

test_denies_a_region_that_does_not_list_the_trail if {
	none := fixtures.with_trails({})
	fixtures.says(every_region.deny, fixtures.account, ["logging in eu-west-1, us-east-1"]) with input as none
}

test_denies_an_enabled_region_where_nobody_looked if {
	blind := fixtures.world({"regions": {"sa-east-1": {"opt_status": "ENABLED", "enabled": true}}})
	fixtures.says(every_region.deny, fixtures.account, ["not looked at: sa-east-1"]) with input as blind
	two := fixtures.unseen(blind, "cloudtrail/listed/eu-west-1")
	fixtures.says(every_region.deny, fixtures.account, ["not looked at: eu-west-1, sa-east-1"]) with input as two
}

test_allows_a_disabled_region_where_somebody_looked if {
	everywhere := {"cloudtrail": {"listed": {"af-south-1": []}}}
	every_region.deny == set() with input as fixtures.world(everywhere)
}

# A shadow trail is the same trail listed in a further Region: prowler 868, aws-config-rules 391
test_allows_a_trail_that_logs_everywhere if {
	every_region.deny == set() with input as fixtures.world({})
}

test_allows_a_trail_for_each_region if {
	every_region.deny == set() with input as fixtures.with_trails({
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/one": fixtures.another_trail({"is_multi_region_trail": false}),
		"arn:aws:cloudtrail:eu-west-1:111122223333:trail/two": fixtures.another_trail({
			"is_multi_region_trail": false,
			"home_region": "eu-west-1",
		}),
	})
}

# prowler 2438
test_allows_an_organization_trail_seen_from_a_member if {
	every_region.deny == set() with input as fixtures.with_trail({
		"owner": fixtures.stranger,
		"is_organization_trail": true,
	})
}

test_denies_two_regions_where_nobody_looked if {
	enabled := {"opt_status": "ENABLED", "enabled": true}
	blind := fixtures.world({"regions": {"sa-east-1": enabled, "me-south-1": enabled}})
	fixtures.says(every_region.deny, fixtures.account, ["not looked at: me-south-1, sa-east-1"]) with input as blind
}
