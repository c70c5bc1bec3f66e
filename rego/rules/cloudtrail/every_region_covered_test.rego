package rules.cloudtrail.every_region_covered_test

import data.lib.fixtures
import data.rules.cloudtrail.every_region_covered

_regions := {"regions": {
	"us-east-1": {"opt_status": "ENABLED_BY_DEFAULT", "enabled": true},
	"eu-west-1": {"opt_status": "ENABLED_BY_DEFAULT", "enabled": true},
	"me-south-1": {"opt_status": "DISABLED", "enabled": false},
}}

test_denies_region_that_lists_no_trail if {
	listed := {"cloudtrail": {"listed": {"eu-west-1": []}}}
	account := object.union(fixtures.with_trail({}), object.union(_regions, listed))
	fixtures.denied(every_region_covered.deny) == {fixtures.account} with input as account
	fixtures.messages(every_region_covered.deny) == {
		"no trail is logging in eu-west-1, which lists 0 trails",
	} with input as account
}

# A shadow trail is listed everywhere, and may be broken in one Region only.
test_denies_region_in_which_the_trail_is_off if {
	trail := fixtures.with_trail({"status": {
		"us-east-1": fixtures.status({}),
		"eu-west-1": fixtures.status({"is_logging": false}),
	}})
	account := object.union(trail, object.union(_regions, {"cloudtrail": {"listed": {"eu-west-1": [fixtures.trail]}}}))
	fixtures.messages(every_region_covered.deny) == {
		"no trail is logging in eu-west-1, which lists 1 trails",
	} with input as account
}

# A shadow trail in a second Region covers it. prowler 868
test_allows_shadow_trail if {
	trail := fixtures.with_trail({"status": {"us-east-1": fixtures.status({}), "eu-west-1": fixtures.status({})}})
	account := object.union(trail, object.union(_regions, {"cloudtrail": {"listed": {"eu-west-1": [fixtures.trail]}}}))
	count(every_region_covered.deny) == 0 with input as account
}

test_allows_disabled_region_without_trail if {
	account := object.union(fixtures.with_trail({}), {
		"regions": {"me-south-1": {"opt_status": "DISABLED", "enabled": false}},
		"cloudtrail": {"listed": {"me-south-1": []}},
	})
	count(every_region_covered.deny) == 0 with input as account
}

# Two single-Region trails together cover two Regions.
test_allows_a_trail_for_each_region if {
	other := "arn:aws:cloudtrail:eu-west-1:111122223333:trail/other"
	one := fixtures.with_trail({"is_multi_region_trail": false})
	account := object.union(one, object.union(_regions, {"cloudtrail": {
		"trails": {other: {"name": "other", "owner": fixtures.account, "status": {"eu-west-1": fixtures.status({})}}},
		"listed": {"eu-west-1": [other]},
	}}))
	count(every_region_covered.deny) == 0 with input as account
}
