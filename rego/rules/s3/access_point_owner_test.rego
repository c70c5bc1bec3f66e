package rules.s3.access_point_owner_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.access_point_owner

_made_for(account) := fixtures.with_access_point({"targets": [
	{"bucket": fixtures.bucket, "account": account},
	{"bucket": "arn:aws:s3:::foreign", "account": fixtures.account},
]})

_owned_by(owner, account) := object.union(
	_made_for(account),
	{"s3": {"buckets": {fixtures.bucket: {"owner": owner}}}},
)

test_denies_another_owner_than_then if {
	words := ["access point door", fixtures.stranger, fixtures.account]
	fixtures.says(access_point_owner.deny, fixtures.bucket, words) with input as _made_for(fixtures.stranger)
	count(access_point_owner.deny) == 1 with input as _made_for(fixtures.stranger)
}

test_denies_the_second_bucket_of_an_access_point if {
	open := fixtures.with_access_point({"kind": "multi_region", "targets": [
		{"bucket": "arn:aws:s3:::elsewhere", "account": fixtures.account},
		{"bucket": fixtures.bucket, "account": fixtures.stranger},
	]})
	count(access_point_owner.deny) == 1 with input as open
}

test_allows_the_same_owner if {
	access_point_owner.deny == set() with input as _made_for(fixtures.account)
}

test_allows_a_central_bucket if {
	access_point_owner.deny == set() with input as _owned_by(fixtures.stranger, fixtures.stranger)
}

test_allows_an_owner_whom_aws_does_not_tell if {
	access_point_owner.deny == set() with input as _made_for(null)
	access_point_owner.deny == set() with input as _owned_by(null, fixtures.account)
}
