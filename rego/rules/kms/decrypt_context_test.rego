package rules.kms.decrypt_context_test

import data.lib.fixtures_test as fixtures
import data.rules.kms.decrypt_context

_key := "kms:encryptioncontext:aws:cloudtrail:arn"

_trails := fixtures.condition("StringLike", _key, ["arn:aws:cloudtrail:*:111122223333:trail/*"])

_with(elements) := fixtures.with_key_policy([fixtures.allow(object.union(
	{"sid": "Readers", "principals": fixtures.role(fixtures.account), "actions": ["kms:Decrypt"]},
	elements,
))])

test_denies_a_reader_without_context if {
	words := [`"Readers"`, "arn:aws:iam::111122223333:role/reader kms:Decrypt,"]
	fixtures.says(decrypt_context.deny, fixtures.key, words) with input as _with({})
}

test_denies_every_way_to_write_it if {
	every elements in [
		{"actions": ["kms:ReEncryptFrom"]},
		{"actions": ["kms:ReEncrypt*"]},
		{"actions": ["kms:*"]},
		{"actions": [], "not_actions": ["kms:ScheduleKeyDeletion"]},
		{"principals": fixtures.any_account},
		{"principals": [], "not_principals": fixtures.root(fixtures.account)},
		{"principals": fixtures.root(fixtures.stranger)},
		{"principals": array.concat(fixtures.root(fixtures.account), fixtures.role(fixtures.account))},
	] {
		count(decrypt_context.deny) == 1 with input as _with(elements)
	}
}

# Prowler PR #10600
test_denies_conditions_on_something_else if {
	every condition in [
		fixtures.condition("StringEquals", "kms:viaservice", ["s3.us-east-1.amazonaws.com"]),
		fixtures.condition("StringEquals", "aws:calledvia", ["s3.amazonaws.com"]),
		fixtures.condition("StringEquals", "aws:principaltype", ["User"]),
		fixtures.condition("StringLike", "kms:calleraccount", ["*"]),
		fixtures.condition("StringEquals", "kms:calleraccount", [fixtures.account]),
		fixtures.condition("StringEquals", "kms:encryptioncontext:app", ["x"]),
		fixtures.condition("Null", _key, ["true"]),
		fixtures.condition("Bool", _key, ["false"]),
		object.union(_trails, {"operator": "StringNotLike"}),
		object.union(_trails, {"if_exists": true}),
		object.union(_trails, {"qualifier": "ForAllValues"}),
	] {
		count(decrypt_context.deny) == 1 with input as _with({"conditions": [condition]})
	}
}

test_denies_in_full if {
	message := concat("", [
		`statement "Readers" lets account 999988887777, arn:aws:iam::111122223333:role/reader `,
		"kms:Decrypt, kms:ReEncryptFrom, whatever was encrypted: no condition asks for CloudTrail's encryption context",
	])
	two := array.concat(fixtures.role(fixtures.account), fixtures.root(fixtures.stranger))
	denied := {{"resource": fixtures.key, "message": message}}
	actions := ["kms:ReEncryptFrom", "kms:Decrypt"]
	decrypt_context.deny == denied with input as _with({"principals": two, "actions": actions})
}

test_allows_readers_within_the_context if {
	every condition in [_trails, fixtures.condition("Null", _key, ["false"])] {
		decrypt_context.deny == set() with input as _with({"conditions": [condition]})
		other := fixtures.condition("Bool", "aws:multifactorauthpresent", ["true"])
		decrypt_context.deny == set() with input as _with({"conditions": [other, condition]})
	}
}

# Prowler #679, Prowler #970
test_allows_the_policy_of_the_console if {
	decrypt_context.deny == set() with input as fixtures.with_key_policy(fixtures.console_key_policy)
}

test_allows_the_root_of_the_key_and_services_and_deleted_principals if {
	every principals in [
		fixtures.root(fixtures.account),
		fixtures.cloudtrail,
		fixtures.service("logs.us-east-1.amazonaws.com"),
		fixtures.deleted,
	] {
		decrypt_context.deny == set() with input as _with({"principals": principals, "actions": ["kms:*"]})
	}
	elsewhere := object.union(_with({"principals": fixtures.root(fixtures.stranger)}), fixtures.with_key({
		"owner": fixtures.stranger,
	}))
	decrypt_context.deny == set() with input as elsewhere
}

test_allows_other_actions_and_denials if {
	every elements in [
		{"effect": "Deny"},
		{"actions": ["kms:Encrypt", "kms:ReEncryptTo", "kms:DescribeKey", "kms:Create*"]},
		{"actions": [], "not_actions": ["kms:Decrypt", "kms:ReEncrypt*"]},
	] {
		decrypt_context.deny == set() with input as _with(elements)
	}
}
