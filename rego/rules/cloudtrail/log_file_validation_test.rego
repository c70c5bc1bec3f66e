package rules.cloudtrail.log_file_validation_test

import data.lib.fixtures
import data.rules.cloudtrail.log_file_validation

test_denies_trail_without_validation if {
	account := fixtures.with_trail({"log_file_validation_enabled": false})
	fixtures.denied(log_file_validation.deny) == {fixtures.trail} with input as account
}

test_allows_trail_with_validation if {
	count(log_file_validation.deny) == 0 with input as fixtures.with_trail({})
}

test_allows_trail_of_another_account if {
	account := fixtures.with_trail({"owner": "999988887777", "log_file_validation_enabled": false})
	count(log_file_validation.deny) == 0 with input as account
}
