package rules.s3.bucket_exists_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.bucket_exists

test_denies_a_bucket_that_is_gone if {
	gone := fixtures.with_bucket({"exists": false})
	fixtures.says(bucket_exists.deny, fixtures.bucket, ["does not exist"]) with input as gone
}

test_allows_a_bucket_that_is_there if {
	bucket_exists.deny == set() with input as fixtures.world({})
}

test_allows_the_bucket_of_an_organization_trail_seen_from_a_member if {
	bucket_exists.deny == set() with input as object.union(
		fixtures.with_bucket({"exists": false}),
		{"cloudtrail": {"trails": {fixtures.trail: {"owner": fixtures.stranger}}}},
	)
}
