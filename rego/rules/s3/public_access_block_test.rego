package rules.s3.public_access_block_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.public_access_block

_block := {
	"block_public_acls": true, "ignore_public_acls": true, "block_public_policy": true, "restrict_public_buckets": true,
}

test_denies_a_bucket_without_settings if {
	fixtures.says(public_access_block.deny, fixtures.bucket, ["never set"]) with input as fixtures.world({})
}

test_denies_each_switch_that_is_off if {
	half := object.union(_block, {"block_public_acls": false, "block_public_policy": false})
	count(public_access_block.deny) == 2 with input as fixtures.with_bucket({"public_access_block": half})
	every name in ["BlockPublicAcls", "BlockPublicPolicy"] {
		fixtures.says(public_access_block.deny, fixtures.bucket, [name]) with input as fixtures.with_bucket({
			"public_access_block": half,
		})
	}
}

test_allows_a_bucket_with_all_four if {
	public_access_block.deny == set() with input as fixtures.with_bucket({"public_access_block": _block})
}

# Whether a bucket of another account has them can't be seen: prowler 1820
test_allows_what_nobody_saw if {
	path := sprintf("s3/buckets/%s/public_access_block", [replace(fixtures.bucket, "/", "~1")])
	public_access_block.deny == set() with input as fixtures.unseen(fixtures.world({}), path)
}
