package rules.s3.bucket_owner_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.bucket_owner

test_denies_a_bucket_of_nobody_we_know if {
	strange := fixtures.with_bucket({"owner": null})
	fixtures.says(bucket_owner.deny, fixtures.bucket, ["none of our accounts"]) with input as strange
	count(bucket_owner.deny) == 1 with input as strange
}

test_denies_a_bucket_of_a_stranger if {
	strange := fixtures.with_bucket({"owner": fixtures.stranger})
	words := ["the bucket belongs to account 999988887777, which is not ours"]
	fixtures.says(bucket_owner.deny, fixtures.bucket, words) with input as strange
}

test_denies_a_bucket_that_is_not_on_the_list if {
	words := ["bucket audit-logs is none of the log buckets"]
	fixtures.says(bucket_owner.deny, fixtures.bucket, words) with input as fixtures.world({})
		with data.params as {"buckets": ["other-logs"]}
}

test_allows_a_bucket_of_the_account if {
	bucket_owner.deny == set() with input as fixtures.world({})
}

test_allows_a_bucket_of_another_account_of_ours if {
	bucket_owner.deny == set() with input as fixtures.with_bucket({"owner": fixtures.stranger})
		with data.params as {"accounts": [fixtures.stranger], "buckets": ["audit-logs"]}
}

test_denies_in_full if {
	strange := fixtures.with_bucket({"owner": fixtures.stranger})
	every message in [
		"the bucket belongs to account 999988887777, which is not ours",
		"bucket audit-logs is none of the log buckets in the parameter buckets",
	] {
		fixtures.says(bucket_owner.deny, fixtures.bucket, [message]) with input as strange
			with data.params as {"buckets": ["other-logs"]}
	}
}
