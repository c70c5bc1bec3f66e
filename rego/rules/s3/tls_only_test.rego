package rules.s3.tls_only_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.tls_only

_objects := "arn:aws:s3:::audit-logs/*"

_refusing(elements) := fixtures.allow(object.union(
	{
		"effect": "Deny",
		"principals": fixtures.anybody,
		"actions": ["s3:*"],
		"resources": [fixtures.bucket, _objects],
		"conditions": [fixtures.condition("Bool", "aws:securetransport", ["false"])],
	},
	elements,
))

_with(elements) := fixtures.with_bucket_policy([_refusing(elements)])

test_denies_a_bucket_without_a_policy if {
	fixtures.says(tls_only.deny, fixtures.bucket, ["no policy"]) with input as fixtures.with_bucket({"policy": null})
}

test_denies_a_policy_without_the_statement if {
	without := fixtures.with_bucket_policy([])
	fixtures.says(tls_only.deny, fixtures.bucket, [fixtures.bucket, _objects]) with input as without
}

test_denies_one_half_of_the_resources if {
	bucket := _with({"resources": [fixtures.bucket]})
	fixtures.says(tls_only.deny, fixtures.bucket, ["on arn:aws:s3:::audit-logs/* when"]) with input as bucket
	objects := _with({"resources": [_objects]})
	fixtures.says(tls_only.deny, fixtures.bucket, ["on arn:aws:s3:::audit-logs when"]) with input as objects
}

# Prowler looks at neither Resource nor Principal and takes a denial of s3:PutObject alone; Checkov's CKV_AWS_379 and
# ScoutSuite take an Allow with aws:SecureTransport true.
test_denies_statements_that_refuse_less if {
	every elements in [
		{"effect": "Allow"},
		{"effect": "Allow", "conditions": [fixtures.condition("Bool", "aws:securetransport", ["true"])]},
		{"principals": fixtures.root(fixtures.stranger)},
		{"principals": [], "not_principals": fixtures.root(fixtures.account)},
		{"actions": ["s3:PutObject"]},
		{"actions": [], "not_actions": ["s3:GetObject"]},
		{"resources": ["arn:aws:s3:::audit-logs/AWSLogs/*"]},
		{"resources": [], "not_resources": ["arn:aws:s3:::audit-logs/public/*", fixtures.bucket]},
		{"conditions": []},
		{"conditions": [fixtures.condition("Bool", "aws:securetransport", ["true"])]},
		{"conditions": [fixtures.condition("Bool", "aws:viaawsservice", ["false"])]},
		{"conditions": [fixtures.condition("Null", "aws:securetransport", ["false"])]},
		{"conditions": [
			fixtures.condition("Bool", "aws:securetransport", ["false"]),
			fixtures.condition("NumericLessThan", "s3:tlsversion", ["1.2"]),
		]},
		{"conditions": [fixtures.condition("Bool", "aws:securetransport", ["false"]), fixtures.no_service]},
	] {
		count(tls_only.deny) == 1 with input as _with(elements)
	}
}

# Prowler #1481
test_allows_every_way_to_write_it if {
	every elements in [
		{},
		{"principals": fixtures.any_account},
		{"actions": ["*"]},
		{"actions": ["S3:*"]},
		{"actions": [], "not_actions": ["iam:*"]},
		{"resources": ["*"]},
		{"resources": ["arn:aws:s3:::audit-logs*"]},
		{"resources": [], "not_resources": ["arn:aws:s3:::other/*"]},
		{"conditions": [fixtures.condition("Bool", "aws:securetransport", ["False"])]},
		{"conditions": [object.union(fixtures.condition("Bool", "aws:securetransport", ["false"]), {"if_exists": true})]},
	] {
		tls_only.deny == set() with input as _with(elements)
	}
}

test_allows_two_statements_that_share_the_work if {
	tls_only.deny == set() with input as fixtures.with_bucket_policy([
		_refusing({"resources": [fixtures.bucket]}),
		_refusing({"resources": [_objects]}),
	])
}

test_allows_the_partition_of_the_bucket if {
	china := "arn:aws-cn:s3:::audit-logs"
	statement := _refusing({"resources": [china, sprintf("%s/*", [china])]})
	input_ := object.union(fixtures.with_trail({"bucket": china}), {"s3": {"buckets": {china: {
		"name": "audit-logs",
		"policy": {"document": {"statements": [statement]}},
	}}}})
	tls_only.deny == set() with input as input_
}

test_denies_in_full if {
	words := [concat("", [
		"no statement denies s3:* on arn:aws:s3:::audit-logs and arn:aws:s3:::audit-logs/* ",
		"when aws:SecureTransport is false",
	])]
	fixtures.says(tls_only.deny, fixtures.bucket, words) with input as fixtures.with_bucket_policy([])
}
