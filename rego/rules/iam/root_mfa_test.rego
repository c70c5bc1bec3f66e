package rules.iam.root_mfa_test

import data.lib.fixtures_test as fixtures
import data.rules.iam.root_mfa

test_denies_none if {
	words := ["no MFA device"]
	fixtures.says(root_mfa.deny, fixtures.account, words) with input as fixtures.with_root({"mfa": false})
	untold := fixtures.with_root({"mfa": false, "password": null})
	fixtures.says(root_mfa.deny, fixtures.account, words) with input as untold
	keys := fixtures.with_root({"mfa": false, "password": false, "access_keys": true})
	fixtures.says(root_mfa.deny, fixtures.account, words) with input as keys
}

test_allows_mfa if {
	root_mfa.deny == set() with input as fixtures.with_root({})
}

# Whose credentials the management account has taken away can't have MFA.
test_allows_nothing_to_sign_in_with if {
	root_mfa.deny == set() with input as fixtures.with_root({"mfa": false, "password": false})
}

# ScoutSuite 1132
test_allows_partitions_without_root if {
	gov := object.union(fixtures.with_root({"mfa": false}), {"source": {"partition": "aws-us-gov"}})
	root_mfa.deny == set() with input as gov
}
