package rules.s3.encryption_allowed_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.encryption_allowed

_header := "s3:x-amz-server-side-encryption"

_only(operator, values) := fixtures.condition(operator, _header, values)

_refusing(elements) := fixtures.with_bucket_policy([fixtures.allow(object.union(
	{
		"sid": "Encrypted",
		"effect": "Deny",
		"principals": fixtures.anybody,
		"actions": ["s3:PutObject"],
		"resources": ["arn:aws:s3:::audit-logs/*"],
		"conditions": [_only("StringNotEquals", ["aws:kms"])],
	},
	elements,
))])

_keyless(elements) := object.union(
	_refusing(elements),
	{"cloudtrail": {"trails": {fixtures.trail: {"key": null}}}},
)

test_denies_a_policy_that_takes_one_kind if {
	words := [`"Encrypted"`, "with AES256,", "audit"]
	fixtures.says(encryption_allowed.deny, fixtures.bucket, words) with input as _refusing({})
	aes := {"conditions": [_only("StringNotEquals", ["AES256"])]}
	fixtures.says(encryption_allowed.deny, fixtures.bucket, ["with aws:kms,"]) with input as _refusing(aes)
	none := {"conditions": [_only("StringNotEquals", ["aws:kms:dsse"])]}
	fixtures.says(encryption_allowed.deny, fixtures.bucket, ["AES256 and aws:kms,"]) with input as _refusing(none)
}

test_denies_every_way_to_write_it if {
	every elements in [
		{"principals": fixtures.any_account},
		{"principals": fixtures.cloudtrail},
		{"principals": [], "not_principals": fixtures.root(fixtures.account)},
		{"actions": ["s3:*"]},
		{"actions": [], "not_actions": ["s3:GetObject"]},
		{"resources": ["arn:aws:s3:::audit-logs/AWSLogs/111122223333/*"]},
		{"resources": [], "not_resources": [fixtures.bucket]},
		{"conditions": [_only("StringNotLike", ["aws:*"])]},
		{"conditions": [_only("StringNotEqualsIgnoreCase", ["AWS:KMS"])]},
		{"conditions": [_only("StringNotEquals", ["aws:kms", "aes256"])]},
		{"conditions": [_only("StringEquals", ["AES256"])]},
		{"conditions": [_only("StringEqualsIgnoreCase", ["aes256"])]},
		{"conditions": [_only("StringLike", ["AES*"])]},
		{"conditions": [_only("Null", ["false"]), _only("StringNotEquals", ["aws:kms"])]},
	] {
		fixtures.says(encryption_allowed.deny, fixtures.bucket, ["with AES256,"]) with input as _refusing(elements)
	}
}

test_denies_what_refuses_a_trail_without_a_key if {
	fixtures.says(encryption_allowed.deny, fixtures.bucket, ["AES256"]) with input as _keyless({})
}

test_allows_what_takes_both if {
	every elements in [
		{"conditions": [_only("StringNotEquals", ["aws:kms", "AES256"])]},
		{"conditions": [_only("StringNotEqualsIgnoreCase", ["AWS:KMS", "aes256"])]},
		{"conditions": [_only("StringNotLike", ["*"])]},
		{"conditions": [_only("StringEquals", ["none", "aws:kms:dsse"])]},
		{"conditions": [_only("StringLike", ["aws:kms:*"])]},
		{"conditions": [_only("Null", ["true"])]},
		{"conditions": [_only("Null", ["true"]), _only("StringNotEquals", ["aws:kms"])]},
		{"conditions": [_only("Bool", ["false"])]},
	] {
		encryption_allowed.deny == set() with input as _refusing(elements)
	}
}

test_allows_the_one_kind_of_a_trail_without_a_key if {
	encryption_allowed.deny == set() with input as _keyless({"conditions": [_only("StringNotEquals", ["AES256"])]})
}

test_allows_what_spares_cloudtrail_or_concerns_something_else if {
	every elements in [
		{"effect": "Allow"},
		{"principals": fixtures.root(fixtures.stranger)},
		{"actions": ["s3:GetObject"]},
		{"resources": [fixtures.bucket]},
		{"resources": ["arn:aws:s3:::audit-logs/reports/*"]},
		{"resources": ["arn:aws:s3:::audit-logs/AWSLogs/111122223333/Config/*"]},
		{"resources": [], "not_resources": ["arn:aws:s3:::audit-logs/AWSLogs/*"]},
		{"principals": [], "not_principals": fixtures.cloudtrail},
		{"conditions": []},
		{"conditions": [_only("StringNotEquals", ["aws:kms"]), fixtures.no_service]},
		{"conditions": [fixtures.condition("StringNotEquals", "s3:x-amz-acl", ["private"])]},
	] {
		encryption_allowed.deny == set() with input as _refusing(elements)
	}
}

# The statement is about the files of an organization under a prefix.
_elsewhere(trail) := object.union(
	_refusing({"resources": ["arn:aws:s3:::audit-logs/p/AWSLogs/o-abc/*"]}),
	{"cloudtrail": {"trails": {fixtures.trail: trail}}},
)

test_allows_what_concerns_the_files_of_others if {
	encryption_allowed.deny == set() with input as _elsewhere({})
	encryption_allowed.deny == set() with input as _elsewhere({"s3_key_prefix": "p"})
	encryption_allowed.deny == set() with input as _elsewhere({"is_organization_trail": true})
}

test_denies_what_concerns_an_organizations_files if {
	organized := _elsewhere({"s3_key_prefix": "p", "is_organization_trail": true})
	fixtures.says(encryption_allowed.deny, fixtures.bucket, ["AES256"]) with input as organized
}

test_allows_the_trails_of_others_and_buckets_that_are_gone if {
	keyless := _keyless({"conditions": [_only("StringNotEquals", ["AES256"])]})
	encryption_allowed.deny == set() with input as object.union(keyless, fixtures.guest)
	encryption_allowed.deny == set() with input as object.union(_refusing({}), fixtures.with_bucket({"exists": false}))
	twin := {"s3": {"buckets": {"arn:aws:s3:::twin": {"policy": null}}}}
	encryption_allowed.deny == set() with input as object.union(keyless, object.union(fixtures.twin("two"), twin))
}

test_denies_what_a_trail_of_another_account_sends_to_a_bucket_of_ours if {
	refusing := {"policy": {"document": {"statements": [fixtures.allow({
		"effect": "Deny",
		"principals": fixtures.anybody,
		"actions": ["s3:PutObject"],
		"resources": ["arn:aws:s3:::central/*"],
		"conditions": [fixtures.condition("StringNotEquals", "s3:x-amz-server-side-encryption", ["aws:kms"])],
	})]}}}
	fed := object.union(fixtures.with_central({"trails": [fixtures.guest_trail]}, refusing), fixtures.to_central({}))
	fixtures.says(encryption_allowed.deny, fixtures.central, ["AES256", "trail guest"]) with input as fed
	encryption_allowed.deny == set() with input as fixtures.with_central({}, refusing)
}
