package lib.block_test

import data.lib.block
import data.lib.fixtures_test as fixtures

_on := {"ignore_public_acls": true, "restrict_public_buckets": true}

test_block_of_the_bucket if {
	input_ := fixtures.with_bucket({"public_access_block": _on})
	block.ignores_acls == {fixtures.bucket} with input as input_
	block.restricted == {fixtures.bucket} with input as input_
}

test_block_of_the_account_holds_for_its_own_buckets if {
	input_ := fixtures.world({"s3": {"account_public_access_block": _on}})
	block.ignores_acls == {fixtures.bucket} with input as input_
	block.restricted == {fixtures.bucket} with input as input_
}

test_block_of_the_account_does_not_reach_others if {
	input_ := fixtures.world({"s3": {
		"account_public_access_block": _on,
		"buckets": {fixtures.bucket: {"owner": fixtures.stranger}},
	}})
	block.ignores_acls == set() with input as input_
	block.restricted == set() with input as input_
}

test_faults if {
	count(block.faults(null)) == 1
	block.faults({"block_public_acls": false, "ignore_public_acls": true}) == {"BlockPublicAcls is off"}
}

test_faults_of_every_switch if {
	off := {
		"block_public_acls": false, "ignore_public_acls": false, "block_public_policy": false,
		"restrict_public_buckets": false,
	}
	block.faults(off) == {
		"BlockPublicAcls is off", "IgnorePublicAcls is off", "BlockPublicPolicy is off", "RestrictPublicBuckets is off",
	}
}
