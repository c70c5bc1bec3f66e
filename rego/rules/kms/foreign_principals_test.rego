package rules.kms.foreign_principals_test

import data.lib.fixtures_test as fixtures
import data.rules.kms.foreign_principals

_using(elements) := fixtures.allow(object.union(
	{"sid": "Use", "principals": fixtures.root(fixtures.stranger), "actions": ["kms:Decrypt"]},
	elements,
))

_with(elements) := fixtures.with_key_policy([_using(elements)])

test_denies_a_foreign_account if {
	words := [`statement "Use" lets in account 222233334444, account 999988887777: none of ours`]
	two := array.concat(fixtures.root(fixtures.stranger), fixtures.root("222233334444"))
	fixtures.says(foreign_principals.deny, fixtures.key, words) with input as _with({"principals": two})
}

test_denies_every_kind_of_stranger if {
	every elements in [
		{"principals": fixtures.role(fixtures.stranger)},
		{"principals": fixtures.any_account},
		{"principals": [], "not_principals": fixtures.root(fixtures.account)},
		{"principals": [{"type": "Federated", "id": "graph.facebook.com", "account": ""}]},
		{"principals": fixtures.any_account, "conditions": [
			fixtures.condition("StringEquals", "kms:calleraccount", [fixtures.stranger]),
		]},
		{"principals": fixtures.any_account, "conditions": [
			fixtures.condition("StringEquals", "aws:principalorgid", [fixtures.organization]),
		]},
	] {
		count(foreign_principals.deny) == 1 with input as _with(elements)
	}
}

# Prowler PR #10600
test_denies_conditions_that_bind_nobody if {
	every condition in [
		fixtures.condition("StringEquals", "kms:viaservice", ["s3.us-east-1.amazonaws.com"]),
		fixtures.condition("StringEquals", "aws:calledvia", ["s3.amazonaws.com"]),
		fixtures.condition("StringEquals", "aws:principaltype", ["User"]),
		fixtures.condition("StringLike", "kms:calleraccount", ["*"]),
	] {
		open := _with({"principals": fixtures.any_account, "conditions": [condition]})
		fixtures.says(foreign_principals.deny, fixtures.key, ["everybody"]) with input as open
	}
}

# Prowler #679, Prowler #970
test_allows_the_policy_of_the_console if {
	foreign_principals.deny == set() with input as fixtures.with_key_policy(fixtures.console_key_policy)
}

test_allows_ours if {
	foreign_principals.deny == set() with input as _with({"principals": fixtures.role(fixtures.account)})
	foreign_principals.deny == set() with input as _with({}) with data.params as {"accounts": [fixtures.stranger]}
}

test_allows_our_organization_and_readers if {
	organized := _with({"conditions": [fixtures.condition("StringEquals", "aws:principalorgid", [fixtures.organization])]})
	foreign_principals.deny == set() with input as organized with data.params as {"org_id": fixtures.organization}
	foreign_principals.deny == set() with input as _with({}) with data.params as {"readers": [fixtures.stranger]}
}

# Whose the key is, is the matter of kms.fit.
test_allows_the_account_of_the_key if {
	foreign_principals.deny == set() with input as object.union(_with({}), fixtures.with_key({"owner": fixtures.stranger}))
}

# cloud-custodian #9879
test_allows_deleted_principals_and_services_and_denials if {
	every elements in [
		{"principals": fixtures.deleted},
		{"principals": fixtures.service("logs.us-east-1.amazonaws.com")},
		{"effect": "Deny"},
	] {
		foreign_principals.deny == set() with input as _with(elements)
	}
}

test_allows_what_a_fence_keeps_out if {
	fence := object.union(
		fixtures.fence([fixtures.outside("aws:principalaccount", [fixtures.account])]),
		{"actions": ["kms:*"], "resources": ["*"]},
	)
	foreign_principals.deny == set() with input as fixtures.with_key_policy([_using({}), fence])
	other := object.union(fence, {"actions": ["s3:*"]})
	count(foreign_principals.deny) == 1 with input as fixtures.with_key_policy([_using({}), other])
}
