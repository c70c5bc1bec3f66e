package rules.kms.confused_deputy_test

import data.lib.fixtures_test as fixtures
import data.rules.kms.confused_deputy

_encrypting(conditions) := fixtures.with_key_policy([fixtures.allow({
	"sid": "Encrypt",
	"principals": fixtures.cloudtrail,
	"actions": ["kms:GenerateDataKey*"],
	"conditions": conditions,
})])

_context(values) := fixtures.condition("StringLike", "kms:encryptioncontext:aws:cloudtrail:arn", values)

test_denies_a_statement_for_any_account if {
	fixtures.says(confused_deputy.deny, fixtures.key, [`"Encrypt"`, "any account"]) with input as _encrypting([])
}

test_denies_each_action_on_its_own if {
	every action in ["kms:Decrypt", "kms:Encrypt", "kms:ReEncrypt*", "kms:CreateGrant", "kms:*", "*"] {
		count(confused_deputy.deny) == 1 with input as fixtures.with_key_policy([fixtures.allow({
			"principals": fixtures.cloudtrail,
			"actions": [action],
		})])
	}
}

test_denies_a_wildcard_for_the_account if {
	wide := _encrypting([_context(["arn:aws:cloudtrail:*:*:trail/*"])])
	fixtures.says(confused_deputy.deny, fixtures.key, ["any account"]) with input as wide
}

test_denies_the_trails_of_a_stranger if {
	strange := _encrypting([_context([
		"arn:aws:cloudtrail:*:111122223333:trail/*",
		"arn:aws:cloudtrail:*:999988887777:trail/*",
	])])
	fixtures.says(confused_deputy.deny, fixtures.key, ["999988887777", "not ours"]) with input as strange
}

test_allows_the_statement_of_the_user_guide if {
	confused_deputy.deny == set() with input as _encrypting([
		fixtures.condition("StringEquals", "aws:sourcearn", [fixtures.trail]),
		_context(["arn:aws:cloudtrail:*:111122223333:trail/*"]),
	])
}

test_allows_the_context_alone if {
	confused_deputy.deny == set() with input as _encrypting([_context(["arn:aws:cloudtrail:*:111122223333:trail/*"])])
}

test_allows_our_other_accounts if {
	both := _encrypting([_context(["arn:aws:cloudtrail:*:999988887777:trail/*"])])
	confused_deputy.deny == set() with input as both with data.params as {"accounts": [fixtures.stranger]}
}

test_allows_describing_the_key_for_anybody if {
	confused_deputy.deny == set() with input as fixtures.with_key_policy([fixtures.allow({
		"principals": fixtures.cloudtrail,
		"actions": ["kms:DescribeKey"],
	})])
}

test_allows_other_services_and_denials if {
	logs := [{"type": "Service", "id": "logs.us-east-1.amazonaws.com", "account": ""}]
	confused_deputy.deny == set() with input as fixtures.with_key_policy([
		fixtures.allow({"principals": logs, "actions": ["kms:*"]}),
		fixtures.allow({"effect": "Deny", "principals": fixtures.cloudtrail, "actions": ["kms:*"]}),
	])
}

test_denies_in_full if {
	words := [concat("", [
		"any account: no aws:SourceArn, aws:SourceAccount, aws:SourceOrgID or CloudTrail encryption context ",
		"names one in full",
	])]
	fixtures.says(confused_deputy.deny, fixtures.key, words) with input as _encrypting([])
	strange := _encrypting([_context([
		"arn:aws:cloudtrail:*:999988887777:trail/*",
		"arn:aws:cloudtrail:*:222233334444:trail/*",
	])])
	fixtures.says(confused_deputy.deny, fixtures.key, ["222233334444, 999988887777"]) with input as strange
}

test_denies_the_trails_of_another_organization if {
	theirs := _encrypting([fixtures.condition("StringEquals", "aws:sourceorgid", ["o-zzzzzzzzzz"])])
	fixtures.says(confused_deputy.deny, fixtures.key, ["o-zzzzzzzzzz", "not ours"]) with input as theirs
		with data.params as {"org_id": fixtures.organization}
}

# Prowler #679, Prowler #970
test_allows_the_policy_of_the_console if {
	confused_deputy.deny == set() with input as fixtures.with_key_policy(fixtures.console_key_policy)
}
