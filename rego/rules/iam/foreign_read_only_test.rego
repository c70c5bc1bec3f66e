package rules.iam.foreign_read_only_test

import data.lib.fixtures_test as fixtures
import data.rules.iam.foreign_read_only

_id := "arn:aws:iam::111122223333:role/partner"

_trust(elements) := [fixtures.allow(object.union(
	{"principals": fixtures.root(fixtures.stranger), "actions": ["sts:AssumeRole"], "resources": []},
	elements,
))]

_trusting(elements) := fixtures.with_trust(_id, _trust(elements), ["SecurityAudit", "ReadOnlyAccess"])

_external := [fixtures.condition("StringEquals", "sts:externalid", ["7f3a"])]

test_denies_strangers if {
	words := [
		`ReadOnlyAccess is attached, and statement "S" of the trust policy`,
		"lets in account 999988887777: none of ours",
	]
	fixtures.says(foreign_read_only.deny, _id, words) with input as _trusting({})
	fixtures.says(foreign_read_only.deny, _id, ["everybody"]) with input as _trusting({"principals": fixtures.any_account})
	reader := _trusting({"principals": fixtures.role(fixtures.stranger)})
	fixtures.says(foreign_read_only.deny, _id, ["role/reader"]) with input as reader
}

test_denies_several_strangers if {
	two := array.concat(fixtures.root(fixtures.stranger), fixtures.root("222233334444"))
	words := ["lets in account 222233334444, account 999988887777: none"]
	fixtures.says(foreign_read_only.deny, _id, words) with input as _trusting({"principals": two})
}

# An external id is for the stranger's sake.
test_denies_strangers_with_an_external_id if {
	count(foreign_read_only.deny) == 1 with input as _trusting({"conditions": _external})
}

test_denies_more_than_reading if {
	every policy in ["AdministratorAccess", "PowerUserAccess"] {
		fixtures.says(foreign_read_only.deny, _id, [policy]) with input as fixtures.with_trust(_id, _trust({}), [policy])
	}
	gov := object.union(_trusting({}), {
		"source": {"partition": "aws-us-gov"},
		"iam": {"roles": {_id: {"attached": ["arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess"]}}},
	})
	count(foreign_read_only.deny) == 1 with input as gov
}

test_allows_our_own if {
	foreign_read_only.deny == set() with input as _trusting({"principals": fixtures.root(fixtures.account)})
	organization := [fixtures.condition("StringEquals", "aws:principalorgid", [fixtures.organization])]
	anybody := _trusting({"principals": fixtures.any_account, "conditions": organization})
	foreign_read_only.deny == set() with input as anybody with data.params as {"org_id": fixtures.organization}
	foreign_read_only.deny == set() with input as _trusting({}) with data.params as {"accounts": [fixtures.stranger]}
	foreign_read_only.deny == set() with input as _trusting({}) with data.params as {"readers": [fixtures.stranger]}
}

# c7n 9879
test_allows_deleted_principals if {
	foreign_read_only.deny == set() with input as _trusting({"principals": fixtures.deleted})
}

# c7n 7191: services are no accounts, and have a rule of their own. Nor are those for whom a provider vouches.
test_allows_services_and_identity_providers if {
	foreign_read_only.deny == set() with input as _trusting({"principals": fixtures.service("ec2.amazonaws.com")})
	google := [{"type": "Federated", "id": "accounts.google.com", "account": ""}]
	foreign_read_only.deny == set() with input as _trusting({"principals": google})
}

test_allows_strangers_who_read_less if {
	foreign_read_only.deny == set() with input as fixtures.with_trust(_id, _trust({}), ["SecurityAudit", "ViewOnlyAccess"])
	foreign_read_only.deny == set() with input as _trusting({"actions": ["sts:TagSession"]})
	foreign_read_only.deny == set() with input as _trusting({"effect": "Deny"})
}
