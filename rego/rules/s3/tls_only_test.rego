package rules.s3.tls_only_test

import data.lib.fixtures
import data.rules.s3.tls_only

_deny(fields) := fixtures.statement(object.union(
	{
		"effect": "Deny", "actions": ["s3:*"], "resources": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
		"conditions": [fixtures.condition("Bool", "aws:securetransport", ["false"])],
	},
	fields,
))

_account(fields) := fixtures.with_statements([_deny(fields)])

test_denies_bucket_without_policy if {
	fixtures.denied(tls_only.deny) == {fixtures.bucket} with input as fixtures.with_bucket({"policy": null})
	count(tls_only.deny) == 1 with input as fixtures.with_bucket({"policy": null})
}

test_denies_policy_without_such_a_statement if {
	fixtures.messages(tls_only.deny) == {sprintf("no statement denies everybody s3:* on the bucket %s", [
		"and its objects when aws:SecureTransport is false",
	])} with input as fixtures.with_statements([])
}

# prowler and steampipe accept one action, or one principal.
test_denies_one_action_only if {
	count(tls_only.deny) == 1 with input as _account({"actions": ["s3:PutObject"]})
}

test_denies_one_principal_only if {
	count(tls_only.deny) == 1 with input as _account({"principals": fixtures.aws("111122223333", "111122223333")})
}

test_denies_objects_only if {
	count(tls_only.deny) == 1 with input as _account({"resources": ["arn:aws:s3:::b/*"]})
}

test_denies_bucket_only if {
	count(tls_only.deny) == 1 with input as _account({"resources": ["arn:aws:s3:::b"]})
}

test_denies_one_folder_only if {
	count(tls_only.deny) == 1 with input as _account({"resources": ["arn:aws:s3:::b", "arn:aws:s3:::b/AWSLogs/*"]})
}

# checkov CKV_AWS_379 and ScoutSuite take an Allow with SecureTransport for a Deny without.
test_denies_allow_with_tls if {
	condition := fixtures.condition("Bool", "aws:securetransport", ["true"])
	count(tls_only.deny) == 1 with input as _account({"effect": "Allow", "conditions": [condition]})
}

test_denies_wrong_value if {
	account := _account({"conditions": [fixtures.condition("Bool", "aws:securetransport", ["true"])]})
	count(tls_only.deny) == 1 with input as account
}

test_denies_further_condition if {
	account := _account({"conditions": [
		fixtures.condition("Bool", "aws:securetransport", ["false"]),
		fixtures.condition("StringEquals", "aws:principalorgid", ["o-aaaaaaaaaa"]),
	]})
	count(tls_only.deny) == 1 with input as account
}

test_allows_the_statement if {
	count(tls_only.deny) == 0 with input as _account({})
}

test_allows_it_for_every_aws_principal if {
	count(tls_only.deny) == 0 with input as _account({"principals": [{"type": "AWS", "id": "*", "account": ""}]})
}

test_allows_wider_action_and_resource if {
	count(tls_only.deny) == 0 with input as _account({"actions": ["*"], "resources": ["*"]})
	count(tls_only.deny) == 0 with input as _account({"resources": ["arn:aws:s3:::b*"]})
}

# prowler 1481
test_allows_two_statements if {
	account := fixtures.with_statements([
		_deny({"resources": ["arn:aws:s3:::b"]}), _deny({"resources": ["arn:aws:s3:::b/*"]}),
	])
	count(tls_only.deny) == 0 with input as account
}

test_allows_not_action_and_not_resource if {
	account := _account({
		"actions": [], "not_actions": ["iam:*"], "resources": [], "not_resources": ["arn:aws:s3:::other/*"],
	})
	count(tls_only.deny) == 0 with input as account
}

test_allows_if_exists if {
	condition := object.union(fixtures.condition("Bool", "aws:securetransport", ["FALSE"]), {"if_exists": true})
	count(tls_only.deny) == 0 with input as _account({"conditions": [condition]})
}

test_allows_vanished_bucket if {
	count(tls_only.deny) == 0 with input as fixtures.with_bucket({"policy": null, "exists": false})
}
