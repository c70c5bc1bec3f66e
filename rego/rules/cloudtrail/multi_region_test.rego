package rules.cloudtrail.multi_region_test

import data.lib.fixtures
import data.rules.cloudtrail.multi_region

test_denies_account_without_trail if {
	fixtures.denied(multi_region.deny) == {fixtures.account} with input as fixtures.nothing
}

test_denies_single_region_trail if {
	account := fixtures.with_trail({"is_multi_region_trail": false})
	fixtures.messages(multi_region.deny) == {
		"none of 1 trails is a multi-Region trail that is logging in its home Region",
	} with input as account
}

test_denies_multi_region_trail_that_is_off_at_home if {
	account := fixtures.with_trail({"status": {
		"us-east-1": fixtures.status({"is_logging": false}),
		"eu-west-1": fixtures.status({}),
	}})
	count(multi_region.deny) == 1 with input as account
}

test_allows_multi_region_trail if {
	count(multi_region.deny) == 0 with input as fixtures.with_trail({})
}

# One multi-Region trail is enough, whatever stands beside it. trivy-checks AWS-0014 flags the other one.
test_allows_single_region_trail_beside_it if {
	other := {"cloudtrail": {"trails": {"arn:aws:cloudtrail:eu-west-1:111122223333:trail/other": {
		"name": "other", "is_multi_region_trail": false, "home_region": "eu-west-1",
		"status": {"eu-west-1": fixtures.status({})},
	}}}}
	count(multi_region.deny) == 0 with input as object.union(fixtures.with_trail({}), other)
}
