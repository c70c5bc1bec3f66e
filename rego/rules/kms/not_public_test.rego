package rules.kms.not_public_test

import data.lib.fixtures
import data.rules.kms.not_public

_account(fields) := fixtures.with_key_statements([fixtures.statement(object.union(
	{"actions": ["kms:Decrypt"]},
	fields,
))])

_bound(operator, name, values) := _account({"conditions": [fixtures.condition(operator, name, values)]})

test_denies_everybody if {
	account := _account({})
	fixtures.denied(not_public.deny) == {fixtures.key} with input as account
	fixtures.messages(not_public.deny) == {"statement \"S\" allows everybody kms:Decrypt"} with input as account
}

# prowler 10070
test_denies_public_description if {
	count(not_public.deny) == 1 with input as _account({"actions": ["kms:DescribeKey"]})
}

test_denies_not_action if {
	account := _account({"actions": [], "not_actions": ["kms:Decrypt", "kms:Encrypt"]})
	fixtures.messages(not_public.deny) == {
		"statement \"S\" allows everybody all but kms:Decrypt, kms:Encrypt",
	} with input as account
}

test_denies_not_principal if {
	account := _account({"principals": [], "not_principals": fixtures.aws("111122223333", "111122223333")})
	count(not_public.deny) == 1 with input as account
}

# prowler PR 10600
test_denies_service_as_only_bond if {
	count(not_public.deny) == 1 with input as _bound("StringEquals", "kms:viaservice", ["s3.us-east-1.amazonaws.com"])
	count(not_public.deny) == 1 with input as _bound("StringEquals", "aws:calledvia", ["athena.amazonaws.com"])
}

test_denies_context_as_only_bond if {
	count(not_public.deny) == 1 with input as _bound("Null", "kms:encryptioncontext:aws:cloudtrail:arn", ["false"])
}

# The policy that the CloudTrail console writes. prowler 679, 970
test_allows_console_default if {
	account := _account({
		"actions": ["kms:Decrypt", "kms:ReEncryptFrom"],
		"conditions": [
			fixtures.condition("StringEquals", "kms:calleraccount", ["111122223333"]),
			fixtures.condition("StringLike", "kms:encryptioncontext:aws:cloudtrail:arn", [
				"arn:aws:cloudtrail:*:111122223333:trail/*",
			]),
		],
	})
	count(not_public.deny) == 0 with input as account
}

test_allows_the_account if {
	count(not_public.deny) == 0 with input as _account({"principals": fixtures.aws("111122223333", "111122223333")})
}

test_allows_deny if {
	count(not_public.deny) == 0 with input as _account({"effect": "Deny"})
}
