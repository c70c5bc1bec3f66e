package rules.cloudtrail.logging_test

import data.lib.fixtures
import data.rules.cloudtrail.logging

test_denies_trail_that_is_off if {
	account := fixtures.with_trail({"status": {"us-east-1": fixtures.status({
		"is_logging": false, "stop_logging_time": "2026-03-01T23:12:00Z",
	})}})
	fixtures.denied(logging.deny) == {fixtures.trail} with input as account
	fixtures.messages(logging.deny) == {
		"logging is off in the home Region us-east-1 since 2026-03-01T23:12:00Z",
	} with input as account
}

test_denies_trail_that_was_never_on if {
	account := fixtures.with_trail({"status": {"us-east-1": fixtures.status({"is_logging": false})}})
	fixtures.messages(logging.deny) == {"logging is off in the home Region us-east-1"} with input as account
}

test_allows_trail_that_is_on if {
	count(logging.deny) == 0 with input as fixtures.with_trail({})
}

# The other Regions are another rule's question.
test_allows_trail_that_is_off_elsewhere if {
	account := fixtures.with_trail({"status": {"eu-west-1": fixtures.status({"is_logging": false})}})
	count(logging.deny) == 0 with input as account
}

test_allows_trail_of_another_account if {
	account := fixtures.with_trail({
		"owner": "999988887777", "status": {"us-east-1": fixtures.status({"is_logging": false})},
	})
	count(logging.deny) == 0 with input as account
}
