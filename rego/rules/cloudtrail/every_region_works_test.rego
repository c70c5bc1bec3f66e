package rules.cloudtrail.every_region_works_test

import data.lib.fixtures
import data.rules.cloudtrail.every_region_works

test_denies_region_that_is_off if {
	account := fixtures.with_trail({"status": {"eu-west-1": fixtures.status({"is_logging": false})}})
	fixtures.denied(every_region_works.deny) == {fixtures.trail} with input as account
	fixtures.messages(every_region_works.deny) == {"logging is off in eu-west-1"} with input as account
}

test_denies_region_that_does_not_deliver if {
	status := fixtures.status({"latest_delivery_error": "AccessDenied"})
	account := fixtures.with_trail({"status": {"eu-west-1": status}})
	fixtures.messages(every_region_works.deny) == {"delivery fails in eu-west-1: AccessDenied"} with input as account
}

test_denies_home_region_too if {
	account := fixtures.with_trail({"status": {"us-east-1": fixtures.status({
		"is_logging": false, "latest_delivery_error": "NoSuchBucket",
	})}})
	count(every_region_works.deny) == 2 with input as account
}

test_allows_trail_that_works_everywhere if {
	account := fixtures.with_trail({"status": {"us-east-1": fixtures.status({}), "eu-west-1": fixtures.status({})}})
	count(every_region_works.deny) == 0 with input as account
}
