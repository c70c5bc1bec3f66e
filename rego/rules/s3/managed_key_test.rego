package rules.s3.managed_key_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.managed_key

_reading(elements) := fixtures.allow(object.union(
	{"sid": "Read", "principals": fixtures.root(fixtures.stranger), "actions": ["s3:GetObject"]},
	elements,
))

_with(algorithm, key, statements) := fixtures.with_bucket({
	"encryption": {"algorithm": algorithm, "kms_key_id": key, "bucket_key": false, "blocked_types": []},
	"encryption_key": key,
	"policy": {"document": {"statements": statements}},
})

test_denies_readers_of_another_account if {
	words := [`statement "Read" lets account 999988887777 read, which can't decrypt what is under aws/s3`]
	every algorithm in ["aws:kms", "aws:kms:dsse"] {
		fixtures.says(managed_key.deny, fixtures.bucket, words) with input as _with(algorithm, null, [_reading({})])
	}
	wide := _with("aws:kms", null, [_reading({"actions": ["s3:Get*"]})])
	fixtures.says(managed_key.deny, fixtures.bucket, words) with input as wide
}

# By its ARN
test_denies_the_managed_key_by_name if {
	named := object.union(
		_with("aws:kms", fixtures.key, [_reading({})]),
		fixtures.with_key({"metadata": {"manager": "AWS"}}),
	)
	count(managed_key.deny) == 1 with input as named
}

test_allows_readers_of_the_account if {
	every elements in [
		{"principals": fixtures.root(fixtures.account)}, {"principals": fixtures.cloudtrail}, {"effect": "Deny"},
		{"actions": ["s3:PutObject"]},
	] {
		managed_key.deny == set() with input as _with("aws:kms", null, [_reading(elements)])
	}
}

test_allows_other_encryption if {
	managed_key.deny == set() with input as _with("AES256", null, [_reading({})])
	managed_key.deny == set() with input as _with("aws:kms", fixtures.key, [_reading({})])
	managed_key.deny == set() with input as fixtures.with_bucket({"encryption": null, "encryption_key": null})
}
