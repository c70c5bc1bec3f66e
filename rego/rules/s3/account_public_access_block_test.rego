package rules.s3.account_public_access_block_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.account_public_access_block

_set(changes) := fixtures.world({"s3": {"account_public_access_block": object.union(
	{
		"block_public_acls": true, "ignore_public_acls": true, "block_public_policy": true,
		"restrict_public_buckets": true,
	},
	changes,
)}})

test_denies_an_account_without_settings if {
	fixtures.says(account_public_access_block.deny, fixtures.account, ["never set"]) with input as fixtures.world({})
}

test_denies_a_switch_that_is_off if {
	half := _set({"restrict_public_buckets": false})
	fixtures.says(account_public_access_block.deny, fixtures.account, ["RestrictPublicBuckets"]) with input as half
}

test_allows_an_account_with_all_four if {
	account_public_access_block.deny == set() with input as _set({})
}
