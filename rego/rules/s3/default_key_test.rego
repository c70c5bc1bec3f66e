package rules.s3.default_key_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.default_key

_other := "arn:aws:kms:us-east-1:111122223333:key/11111111-8f0e-4c65-9b7a-5c1e2b7a9d4e"

# The log bucket with another default key, whose policy has the statements.
_with(statements) := object.union(
	fixtures.with_bucket({"encryption_key": _other}),
	{"kms": {"keys": {_other: {"exists": true, "policy": {"document": {"statements": statements}}}}}},
)

_encrypts(elements) := [fixtures.allow(object.union(
	{"principals": fixtures.cloudtrail, "actions": ["kms:GenerateDataKey*"]},
	elements,
))]

test_denies_a_key_that_does_not_know_cloudtrail if {
	words := [sprintf("the default key %s is not that of trail audit", [_other]), "does not let CloudTrail use it"]
	every statements in [
		[], _encrypts({"effect": "Deny"}), _encrypts({"actions": ["kms:DescribeKey"]}),
		_encrypts({"principals": fixtures.root(fixtures.account), "actions": ["kms:*"]}),
	] {
		fixtures.says(default_key.deny, fixtures.bucket, words) with input as _with(statements)
	}
}

test_denies_for_a_trail_without_a_key if {
	without := object.union(_with([]), fixtures.with_trail({"kms_key_id": null, "key": null}))
	count(default_key.deny) == 1 with input as without
}

test_denies_a_key_that_is_gone if {
	gone := object.union(
		fixtures.with_bucket({"encryption_key": _other}),
		{"kms": {"keys": {_other: {"exists": false, "policy": null}}}},
	)
	fixtures.says(default_key.deny, fixtures.bucket, [sprintf("%s does not exist", [_other])]) with input as gone
	count(default_key.deny) == 1 with input as gone
}

test_allows_the_key_of_the_trail if {
	same := object.union(fixtures.with_bucket({"encryption_key": fixtures.key}), fixtures.with_key_policy([]))
	default_key.deny == set() with input as same
}

test_allows_what_the_trail_of_another_account_uses if {
	guest := {"cloudtrail": {"trails": {"arn:aws:cloudtrail:us-east-1:999988887777:trail/guest": fixtures.another_trail({
		"owner": fixtures.stranger,
		"key": _other,
	})}}}
	same := object.union(fixtures.with_bucket({"encryption_key": fixtures.key}), fixtures.with_key_policy([]))
	default_key.deny == set() with input as object.union(same, guest)
}

test_allows_a_key_that_lets_cloudtrail_encrypt if {
	every elements in [
		{}, {"actions": ["kms:*"]}, {"actions": ["kms:Decrypt", "kms:GenerateDataKey"]},
		{"principals": fixtures.anybody},
	] {
		default_key.deny == set() with input as _with(_encrypts(elements))
	}
}

# Checkov #6293, #6294: a rule about keys has nothing to say of AES256.
test_allows_a_bucket_without_a_key if {
	default_key.deny == set() with input as fixtures.with_bucket({"encryption_key": null})
}

test_allows_a_bucket_that_is_gone if {
	default_key.deny == set() with input as object.union(_with([]), fixtures.with_bucket({"exists": false}))
}

test_allows_what_nobody_saw if {
	default_key.deny == set() with input as fixtures.with_bucket({"encryption_key": _other})
}
