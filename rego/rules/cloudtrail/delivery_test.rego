package rules.cloudtrail.delivery_test

import data.lib.fixtures
import data.rules.cloudtrail.delivery

test_denies_trail_that_fails if {
	status := fixtures.status({"latest_delivery_error": "NoSuchBucket"})
	account := fixtures.with_trail({"status": {"us-east-1": status}})
	fixtures.denied(delivery.deny) == {fixtures.trail} with input as account
	fixtures.messages(delivery.deny) == {"the latest delivery failed: NoSuchBucket"} with input as account
}

test_allows_trail_that_delivers if {
	count(delivery.deny) == 0 with input as fixtures.with_trail({})
}
