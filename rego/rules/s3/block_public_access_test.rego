package rules.s3.block_public_access_test

import data.lib.fixtures
import data.rules.s3.block_public_access

_on := {
	"block_public_acls": true, "ignore_public_acls": true,
	"block_public_policy": true, "restrict_public_buckets": true,
}

_account(block) := fixtures.with_bucket({"public_access_block": block})

test_denies_what_was_never_set if {
	fixtures.denied(block_public_access.deny) == {fixtures.bucket} with input as _account(null)
	fixtures.messages(block_public_access.deny) == {
		"Block Public Access was never set on the bucket",
	} with input as _account(null)
}

test_denies_one_switch if {
	account := _account(object.union(_on, {"ignore_public_acls": false}))
	fixtures.messages(block_public_access.deny) == {
		"Block Public Access is off on the bucket: IgnorePublicAcls",
	} with input as account
}

test_denies_two_switches if {
	account := _account(object.union(_on, {"block_public_policy": false, "restrict_public_buckets": false}))
	fixtures.messages(block_public_access.deny) == {
		"Block Public Access is off on the bucket: BlockPublicPolicy, RestrictPublicBuckets",
	} with input as account
}

test_allows_all_four if {
	count(block_public_access.deny) == 0 with input as _account(_on)
}
