package lib.keys_test

import data.lib.fixtures_test as fixtures
import data.lib.keys

test_statements_that_let_cloudtrail_use_a_key if {
	every action in ["kms:GenerateDataKey*", "kms:Decrypt", "kms:Encrypt", "kms:ReEncrypt*", "kms:CreateGrant", "kms:*"] {
		count(keys.for_cloudtrail(_policy({"actions": [action]}))) == 1
	}
	keys.for_cloudtrail(_policy({"actions": ["kms:DescribeKey"]})) == []
	keys.for_cloudtrail(_policy({"actions": ["kms:*"], "effect": "Deny"})) == []
	keys.for_cloudtrail(_policy({"actions": ["kms:*"], "principals": fixtures.anybody})) == []
}

_policy(elements) := {"statements": [fixtures.allow(object.union({"principals": fixtures.cloudtrail}, elements))]}

_opening := [
	"Decrypt", "CreateGrant", "ReEncryptFrom", "GenerateDataKey", "GenerateDataKeyPair",
	"GenerateDataKeyPairWithoutPlaintext", "GenerateDataKeyWithoutPlaintext",
]

_grant := {
	"operations": array.concat(["DescribeKey", "Encrypt"], _opening),
	"encryption_context_equals": {},
	"encryption_context_subset": {},
	"source_arn": null,
}

test_operations_of_an_unbound_grant if {
	keys.unbound(_grant) == {operation | some operation in _opening}
	keys.unbound(object.union(_grant, {"operations": ["Encrypt", "RetireGrant", "NotGenerateDataKey"]})) == set()
}

test_a_grant_that_is_bound if {
	every bond in [
		{"encryption_context_equals": {"aws:cloudtrail:arn": "a"}},
		{"encryption_context_subset": {"aws:cloudtrail:arn": "a"}},
		{"source_arn": "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit"},
	] {
		not keys.unbound(object.union(_grant, bond))
	}
}
