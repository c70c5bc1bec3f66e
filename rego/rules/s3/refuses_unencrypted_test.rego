package rules.s3.refuses_unencrypted_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.refuses_unencrypted

_header := "s3:x-amz-server-side-encryption"

_both := fixtures.condition("StringNotEquals", _header, ["aws:kms", "AES256"])

_refusing(elements) := fixtures.with_bucket_policy([fixtures.allow(object.union(
	{
		"effect": "Deny",
		"principals": fixtures.anybody,
		"actions": ["s3:PutObject"],
		"resources": ["arn:aws:s3:::audit-logs/*"],
		"conditions": [_both],
	},
	elements,
))])

test_denies_a_bucket_without_a_policy if {
	without := fixtures.with_bucket({"policy": null})
	fixtures.says(refuses_unencrypted.deny, fixtures.bucket, ["no policy"]) with input as without
}

test_denies_a_policy_without_the_statement if {
	without := fixtures.with_bucket_policy(fixtures.guide_bucket_policy)
	fixtures.says(refuses_unencrypted.deny, fixtures.bucket, ["no statement"]) with input as without
}

test_denies_statements_that_refuse_less if {
	every elements in [
		{"effect": "Allow"},
		{"principals": fixtures.root(fixtures.stranger)},
		{"actions": ["s3:GetObject"]},
		{"resources": ["arn:aws:s3:::audit-logs/AWSLogs/*"]},
		{"conditions": []},
		{"conditions": [fixtures.no_service]},
		{"conditions": [object.union(_both, {"operator": "StringEquals"})]},
		{"conditions": [object.union(_both, {"qualifier": "ForAnyValue"})]},
		{"conditions": [object.union(_both, {"key": "s3:x-amz-acl"})]},
		{"conditions": [fixtures.condition("Null", _header, ["false"])]},
		{"conditions": [fixtures.condition("Null", "s3:x-amz-acl", ["true"])]},
		{"conditions": [fixtures.condition("Bool", _header, ["true"])]},
		{"conditions": [_both, fixtures.condition("Bool", "aws:securetransport", ["false"])]},
	] {
		count(refuses_unencrypted.deny) == 1 with input as _refusing(elements)
	}
}

test_allows_every_way_to_write_it if {
	every elements in [
		{},
		{"principals": fixtures.any_account},
		{"actions": ["s3:Put*"]},
		{"actions": [], "not_actions": ["s3:GetObject"]},
		{"resources": ["*"]},
		{"conditions": [object.union(_both, {"if_exists": true})]},
		{"conditions": [object.union(_both, {"operator": "StringNotLike", "values": ["*"]})]},
		{"conditions": [fixtures.condition("Null", _header, ["true"])]},
		{"conditions": [fixtures.condition("Null", _header, ["true"]), _both]},
		{"conditions": [_both, fixtures.no_service]},
	] {
		refuses_unencrypted.deny == set() with input as _refusing(elements)
	}
}
