package rules.cloudtrail.log_file_validation_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.log_file_validation

test_denies_a_trail_without_digests if {
	undigested := fixtures.with_trail({"log_file_validation_enabled": false})
	fixtures.says(log_file_validation.deny, fixtures.trail, ["off"]) with input as undigested
}

test_allows_a_trail_with_digests if {
	log_file_validation.deny == set() with input as fixtures.world({})
}

# prowler 2438
test_allows_what_the_management_account_owns if {
	foreign := {"owner": fixtures.stranger, "log_file_validation_enabled": false}
	log_file_validation.deny == set() with input as fixtures.with_trail(foreign)
}
