package rules.cloudtrail.logging_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.logging

test_denies_a_trail_that_is_off if {
	off := fixtures.with_trail({"status": {"eu-west-1": fixtures.off, "us-east-1": fixtures.off}})
	fixtures.says(logging.deny, fixtures.trail, ["eu-west-1, us-east-1"]) with input as off
}

# prowler reads the status of a trail in one Region only.
test_denies_a_trail_that_is_off_away_from_home if {
	off := fixtures.with_trail({"status": {"eu-west-1": fixtures.off}})
	fixtures.says(logging.deny, fixtures.trail, ["not logging in eu-west-1"]) with input as off
}

test_allows_a_trail_that_is_on if {
	logging.deny == set() with input as fixtures.world({})
}

test_allows_what_the_management_account_owns if {
	off := {"owner": fixtures.stranger, "is_organization_trail": true, "status": {"us-east-1": fixtures.off}}
	logging.deny == set() with input as fixtures.with_trail(off)
}
