package rules.s3.ours_test

import data.lib.fixtures
import data.rules.s3.ours

test_denies_bucket_of_nobody_known if {
	account := fixtures.with_bucket({"owner": null})
	fixtures.denied(ours.deny) == {fixtures.bucket} with input as account
	fixtures.messages(ours.deny) == {
		"the bucket belongs to none of our accounts (params.accounts)",
	} with input as account
}

test_denies_bucket_of_another_account if {
	fixtures.messages(ours.deny) == {
		"the bucket belongs to account 999988887777, which is not one of params.accounts",
	} with input as fixtures.with_bucket({"owner": "999988887777"})
}

test_denies_bucket_that_is_not_listed if {
	account := fixtures.with_bucket({})
	fixtures.messages(ours.deny) == {"b is not one of params.buckets"} with input as account
		with data.params as {"buckets": ["audit-logs"]}
}

test_allows_own_bucket if {
	count(ours.deny) == 0 with input as fixtures.with_bucket({})
}

test_allows_listed_bucket if {
	count(ours.deny) == 0 with input as fixtures.with_bucket({}) with data.params as {"buckets": ["a", "b"]}
}

# A central log bucket in the log archive account. prowler 1820, 881
test_allows_bucket_of_a_known_account if {
	account := fixtures.with_bucket({"owner": "999988887777"})
	count(ours.deny) == 0 with input as account with data.params as {"accounts": ["999988887777"]}
}
