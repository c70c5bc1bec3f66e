package rules.cloudtrail.key_for_changes_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.key_for_changes

_refusal(action) := {"action": action, "resource": "arn:x", "why": ["\"Shut\" denies"]}

_given(trail, refusals) := object.union(
	fixtures.world({}),
	{"access": {"deliveries": {trail: {"encrypt": refusals}}}},
)

test_denies_what_is_refused if {
	refused := _given(fixtures.trail, [_refusal("kms:DescribeKey")])
	told := "kms:DescribeKey on arn:x is refused: \"Shut\" denies"
	key_for_changes.deny == {{"resource": fixtures.trail, "message": told}} with input as refused
}

test_allows_what_gets_through if {
	key_for_changes.deny == set() with input as _given(fixtures.trail, [])
}

test_allows_what_belongs_to_others if {
	others := "arn:aws:cloudtrail:us-east-1:999988887777:trail/bystander"
	key_for_changes.deny == set() with input as _given(others, [_refusal("kms:DescribeKey")])
}

test_allows_what_delivery_needs if {
	key_for_changes.deny == set() with input as _given(fixtures.trail, [_refusal("kms:GenerateDataKey")])
}

test_denies_decryption if {
	refused := _given(fixtures.trail, [_refusal("kms:Decrypt")])
	fixtures.says(key_for_changes.deny, fixtures.trail, ["kms:Decrypt"]) with input as refused
}
