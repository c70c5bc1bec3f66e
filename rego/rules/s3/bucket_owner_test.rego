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

# cloudtrail.expected_destination asks whether it is the one that is meant.
test_allows_a_bucket_of_ours_that_is_not_on_the_list if {
	bucket_owner.deny == set() with input as fixtures.world({}) with data.params as {"buckets": ["other-logs"]}
}

test_allows_a_bucket_of_the_account if {
	bucket_owner.deny == set() with input as fixtures.world({})
}

test_allows_a_bucket_of_another_account_of_ours if {
	bucket_owner.deny == set() with input as fixtures.with_bucket({"owner": fixtures.stranger})
		with data.params as {"accounts": [fixtures.stranger], "buckets": ["audit-logs"]}
}
