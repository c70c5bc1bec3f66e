package rules.s3.policy_status_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.policy_status

test_denies_a_public_policy if {
	public := fixtures.with_bucket({"policy_status": {"is_public": true}})
	fixtures.says(policy_status.deny, fixtures.bucket, ["public"]) with input as public
}

test_allows_a_public_policy_that_is_restricted if {
	policy_status.deny == set() with input as fixtures.with_bucket({
		"policy_status": {"is_public": true},
		"public_access_block": {"restrict_public_buckets": true},
	})
}

test_allows_a_policy_that_is_not_public if {
	policy_status.deny == set() with input as fixtures.with_bucket({"policy_status": {"is_public": false}})
}

test_allows_a_bucket_without_a_policy if {
	policy_status.deny == set() with input as fixtures.with_bucket({"policy_status": null})
}
