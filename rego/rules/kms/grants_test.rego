package rules.kms.grants_test

import data.lib.fixtures_test as fixtures
import data.rules.kms.grants

_with(elements) := fixtures.with_key({"grants": [fixtures.grant(elements)]})

_theirs := "arn:aws:iam::999988887777:role/x"

test_denies_a_foreign_grantee if {
	every principal in [_theirs, "arn:aws:sts::999988887777:assumed-role/x/y", "arn:aws:iam::999988887777:root"] {
		foreign := _with({"grantee": principal})
		fixtures.says(grants.deny, fixtures.key, ["grant g1", principal, "may use it"]) with input as foreign
		count(grants.deny) == 1 with input as foreign
	}
}

test_denies_a_foreigner_who_may_retire if {
	foreign := _with({"retiring": _theirs})
	fixtures.says(grants.deny, fixtures.key, ["grant g1", _theirs, "may retire it"]) with input as foreign
	count(grants.deny) == 1 with input as foreign
}

test_denies_each_operation_that_nothing_binds if {
	every operation in [
		"Decrypt", "CreateGrant", "ReEncryptFrom", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext",
		"GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext",
	] {
		loose := _with({"source_arn": null, "operations": ["DescribeKey", operation]})
		words := [sprintf("lets arn:aws:iam::111122223333:role/reader %s, bound", [operation])]
		fixtures.says(grants.deny, fixtures.key, words) with input as loose
	}
}

test_denies_a_service_that_nothing_binds if {
	loose := _with({
		"source_arn": null,
		"grantee": null,
		"grantee_service": "rds.us-east-1.amazonaws.com",
	})
	fixtures.says(grants.deny, fixtures.key, ["lets rds.us-east-1.amazonaws.com Decrypt"]) with input as loose
}

test_denies_in_full if {
	loose := _with({
		"source_arn": null,
		"grantee_service": "rds.us-east-1.amazonaws.com",
		"operations": ["GenerateDataKey", "Decrypt"],
	})
	words := [concat("", [
		"grant g1 lets arn:aws:iam::111122223333:role/reader and rds.us-east-1.amazonaws.com ",
		"Decrypt, GenerateDataKey, bound to no encryption context or source",
	])]
	fixtures.says(grants.deny, fixtures.key, words) with input as loose
}

test_denies_grants_that_nobody_looked_through if {
	fixtures.says(grants.deny, fixtures.key, ["grant g1", "role/reader", "2026-01-01"]) with input as _with({})
		with data.params as {"grants_reviewed": "2025-12-31T23:00:00Z"}
}

test_allows_grants_that_somebody_looked_through if {
	grants.deny == set() with input as _with({}) with data.params as {"grants_reviewed": "2026-01-01T00:00:00Z"}
	grants.deny == set() with input as _with({"created_at": null})
		with data.params as {"grants_reviewed": "2025-01-01T00:00:00Z"}
}

test_allows_every_bound if {
	every elements in [
		{},
		{"source_arn": null, "encryption_context_equals": {"aws:cloudtrail:arn": fixtures.trail}},
		{"source_arn": null, "encryption_context_subset": {"aws:cloudtrail:arn": fixtures.trail}},
		{"source_arn": null, "encryption_context_subset": {"a": "1"}, "encryption_context_equals": {"b": "2"}},
	] {
		grants.deny == set() with input as _with(elements)
	}
}

test_allows_harmless_operations if {
	grants.deny == set() with input as _with({
		"source_arn": null,
		"operations": ["Encrypt", "ReEncryptTo", "DescribeKey", "RetireGrant", "Verify"],
	})
}

test_allows_ours_and_readers if {
	grants.deny == set() with input as _with({"grantee": _theirs}) with data.params as {"accounts": [fixtures.stranger]}
	grants.deny == set() with input as _with({"grantee": _theirs}) with data.params as {"readers": [fixtures.stranger]}
	grants.deny == set() with input as _with({"grantee": _theirs}) with data.params as {"readers": [_theirs]}
}

# The id of a deleted principal is no account, and neither is a service: cloud-custodian #9879
test_allows_deleted_principals_and_services if {
	grants.deny == set() with input as _with({"grantee": "AROAEXAMPLEEXAMPLE", "retiring": "AIDAEXAMPLEEXAMPLE"})
	grants.deny == set() with input as _with({"grantee": "dynamodb.us-east-1.amazonaws.com"})
	grants.deny == set() with input as fixtures.with_key({"grants": []})
}
