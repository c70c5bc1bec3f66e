package rules.kms.confused_deputy_test

import data.lib.fixtures
import data.rules.kms.confused_deputy

_account(actions, conditions) := fixtures.with_key_statements([fixtures.statement({
	"principals": fixtures.service("cloudtrail.amazonaws.com"), "actions": actions, "conditions": conditions,
})])

_bound(operator, name, values) := _account(["kms:GenerateDataKey*"], [fixtures.condition(operator, name, values)])

test_denies_statement_without_condition if {
	account := _account(["kms:GenerateDataKey*"], [])
	fixtures.denied(confused_deputy.deny) == {fixtures.key} with input as account
	fixtures.messages(confused_deputy.deny) == {sprintf("%s: %s", [
		"statement \"S\" lets cloudtrail.amazonaws.com use the key for any account",
		"no aws:SourceArn, aws:SourceAccount, aws:SourceOrgID or CloudTrail encryption context names one",
	])} with input as account
}

test_denies_wildcard_account if {
	every value in ["*", "arn:aws:cloudtrail:*:*:trail/*", "arn:aws:cloudtrail:us-east-1:1111*:trail/t"] {
		count(confused_deputy.deny) == 1
			with input as _bound("StringLike", "kms:encryptioncontext:aws:cloudtrail:arn", [value])
	}
}

test_denies_one_value_with_wildcard_among_others if {
	account := _bound("StringLike", "aws:sourcearn", [fixtures.trail, "arn:aws:cloudtrail:*:*:trail/*"])
	count(confused_deputy.deny) == 1 with input as account
}

test_denies_null_and_negation if {
	count(confused_deputy.deny) == 1 with input as _bound("Null", "kms:encryptioncontext:aws:cloudtrail:arn", ["false"])
	count(confused_deputy.deny) == 1 with input as _bound("ArnNotLike", "aws:sourcearn", [fixtures.trail])
}

test_denies_wildcard_action if {
	count(confused_deputy.deny) == 1 with input as _account(["kms:*"], [])
	count(confused_deputy.deny) == 1 with input as _account(["KMS:decrypt"], [])
}

test_allows_source_or_context if {
	count(confused_deputy.deny) == 0 with input as _bound("StringEquals", "aws:sourcearn", [fixtures.trail])
	count(confused_deputy.deny) == 0 with input as _bound("StringEquals", "aws:sourceaccount", ["111122223333"])
	count(confused_deputy.deny) == 0 with input as _bound("StringEquals", "aws:sourceorgid", ["o-aaaaaaaaaa"])
	count(confused_deputy.deny) == 0 with input as _bound("StringLike", "kms:encryptioncontext:aws:cloudtrail:arn", [
		"arn:aws:cloudtrail:*:111122223333:trail/*",
	])
}

test_allows_description_without_condition if {
	count(confused_deputy.deny) == 0 with input as _account(["kms:DescribeKey"], [])
}

test_allows_deny_and_other_services if {
	account := fixtures.with_key_statements([
		fixtures.statement({"effect": "Deny", "principals": fixtures.service("cloudtrail.amazonaws.com")}),
		fixtures.statement({"principals": fixtures.service("logs.us-east-1.amazonaws.com")}),
	])
	count(confused_deputy.deny) == 0 with input as account
}
