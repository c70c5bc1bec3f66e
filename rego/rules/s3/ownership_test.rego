package rules.s3.ownership_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.ownership

test_denies_every_other_setting if {
	every setting in ["BucketOwnerPreferred", "ObjectWriter"] {
		fixtures.says(ownership.deny, fixtures.bucket, [setting]) with input as fixtures.with_bucket({"ownership": setting})
	}
}

test_denies_a_bucket_without_the_setting if {
	fixtures.says(ownership.deny, fixtures.bucket, ["not set"]) with input as fixtures.with_bucket({"ownership": null})
}

test_allows_acls_disabled if {
	ownership.deny == set() with input as fixtures.with_bucket({"ownership": "BucketOwnerEnforced"})
}

test_denies_in_full if {
	writer := fixtures.with_bucket({"ownership": "ObjectWriter"})
	words := ["Object Ownership is ObjectWriter: ACLs are in force"]
	fixtures.says(ownership.deny, fixtures.bucket, words) with input as writer
}
