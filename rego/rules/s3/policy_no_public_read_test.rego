package rules.s3.policy_no_public_read_test

import data.lib.fixtures
import data.rules.s3.policy_no_public_read

_account(fields) := object.union(
	fixtures.with_statements([fixtures.statement(object.union({"actions": ["s3:GetObject"]}, fields))]),
	{"s3": {"buckets": {fixtures.bucket: {"public_access_block": null}}}},
)

test_denies_everybody if {
	account := _account({})
	fixtures.denied(policy_no_public_read.deny) == {fixtures.bucket} with input as account
	fixtures.messages(policy_no_public_read.deny) == {
		"statement \"S\" lets everybody read or list it (s3:GetObject)",
	} with input as account
}

test_denies_wildcard_action if {
	count(policy_no_public_read.deny) == 1 with input as _account({"actions": ["S3:*"]})
}

test_denies_not_action if {
	count(policy_no_public_read.deny) == 1 with input as _account({"actions": [], "not_actions": ["iam:*"]})
}

# Principal "*" with SourceArn "*" names nobody.
test_denies_condition_that_pins_nobody if {
	condition := fixtures.condition("StringLike", "aws:sourcearn", ["*"])
	count(policy_no_public_read.deny) == 1 with input as _account({"conditions": [condition]})
}

test_denies_when_only_new_policies_are_blocked if {
	block := {"block_public_policy": true, "restrict_public_buckets": false}
	account := object.union(_account({}), {"s3": {"buckets": {fixtures.bucket: {"public_access_block": block}}}})
	count(policy_no_public_read.deny) == 1 with input as account
}

test_allows_named_principal if {
	account := _account({"principals": fixtures.aws("arn:aws:iam::111122223333:role/x", "111122223333")})
	count(policy_no_public_read.deny) == 0 with input as account
}

test_allows_condition_that_pins_the_caller if {
	condition := fixtures.condition("StringEquals", "aws:principalorgid", ["o-aaaaaaaaaa"])
	count(policy_no_public_read.deny) == 0 with input as _account({"conditions": [condition]})
}

# A Deny for everybody protects. checkov 5934
test_allows_deny if {
	count(policy_no_public_read.deny) == 0 with input as _account({"effect": "Deny"})
}

test_allows_restricted_bucket if {
	block := {"restrict_public_buckets": true}
	account := object.union(_account({}), {"s3": {"buckets": {fixtures.bucket: {"public_access_block": block}}}})
	count(policy_no_public_read.deny) == 0 with input as account
}

test_allows_restricted_account if {
	account := object.union(_account({}), {"s3": {"account_public_access_block": {"restrict_public_buckets": true}}})
	count(policy_no_public_read.deny) == 0 with input as account
}

test_denies_listing if {
	account := _account({"actions": ["s3:ListBucket"], "resources": ["arn:aws:s3:::b"]})
	fixtures.messages(policy_no_public_read.deny) == {
		"statement \"S\" lets everybody read or list it (s3:ListBucket)",
	} with input as account
}
