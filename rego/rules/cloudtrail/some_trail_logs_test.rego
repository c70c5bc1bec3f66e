package rules.cloudtrail.some_trail_logs_test

import data.lib.fixtures
import data.rules.cloudtrail.some_trail_logs

test_denies_account_without_trail if {
	fixtures.denied(some_trail_logs.deny) == {fixtures.account} with input as fixtures.nothing
	fixtures.messages(some_trail_logs.deny) == {"none of 0 trails is logging"} with input as fixtures.nothing
}

test_denies_trail_that_is_off if {
	off := fixtures.with_trail({"status": {"us-east-1": fixtures.status({"is_logging": false})}})
	fixtures.messages(some_trail_logs.deny) == {"none of 1 trails is logging"} with input as off
}

test_allows_trail_that_is_on if {
	count(some_trail_logs.deny) == 0 with input as fixtures.with_trail({})
}

# The organization's trail, seen from a member, records the member too. prowler 2438
test_allows_organization_trail_of_another_account if {
	count(some_trail_logs.deny) == 0
		with input as fixtures.with_trail({"owner": "999988887777", "is_organization_trail": true})
}
