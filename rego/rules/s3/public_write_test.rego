package rules.s3.public_write_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.public_write

_open(elements) := fixtures.with_bucket_policy([fixtures.allow(object.union(
	{"sid": "Open", "principals": fixtures.anybody, "actions": ["s3:PutObject"]},
	elements,
))])

test_denies_a_principal_of_everybody if {
	fixtures.says(public_write.deny, fixtures.bucket, [`"Open"`, "everybody s3:PutObject"]) with input as _open({})
}

test_denies_every_way_to_write_the_action if {
	every action in [
		"*", "s3:*", "s3:Put*", "s3:deleteobjectversion", "s3:ReplicateObject", "s3:RestoreObject", "s3:P*",
		"s3:AbortMultipartUpload",
	] {
		open := _open({"principals": fixtures.any_account, "actions": [action]})
		fixtures.says(public_write.deny, fixtures.bucket, [action]) with input as open
	}
}

test_denies_everything_but_something if {
	open := _open({"actions": [], "not_actions": ["s3:PutObject"]})
	fixtures.says(public_write.deny, fixtures.bucket, ["everything but s3:PutObject"]) with input as open
}

# A wildcard pins nothing, and neither does a key that tells of the bucket.
test_denies_conditions_that_pin_nobody if {
	every condition in [
		fixtures.condition("ArnLike", "aws:sourcearn", ["*"]),
		fixtures.condition("StringEquals", "s3:resourceaccount", [fixtures.account]),
		fixtures.condition("StringEquals", "s3:x-amz-acl", ["bucket-owner-full-control"]),
	] {
		open := _open({"conditions": [condition]})
		fixtures.says(public_write.deny, fixtures.bucket, [condition.key]) with input as open
	}
}

# Prowler #3346
test_allows_reading_alone if {
	public_write.deny == set() with input as _open({"actions": ["s3:Get*", "s3:List*"]})
}

test_allows_what_the_bucket_restricts if {
	public_write.deny == set() with input as object.union(
		_open({}),
		fixtures.with_bucket({"public_access_block": {"restrict_public_buckets": true}}),
	)
}

test_allows_a_service_and_a_known_account if {
	public_write.deny == set() with input as _open({"principals": fixtures.cloudtrail})
	public_write.deny == set() with input as _open({"principals": fixtures.root(fixtures.stranger)})
}

# cloud-custodian #9879
test_allows_a_deleted_principal if {
	public_write.deny == set() with input as _open({"principals": fixtures.deleted})
}

test_allows_what_the_user_guide_recommends if {
	public_write.deny == set() with input as fixtures.with_bucket_policy(fixtures.guide_bucket_policy)
}

test_allows_a_statement_that_denies if {
	public_write.deny == set() with input as _open({"effect": "Deny"})
}
