package rules.cloudtrail.key_access_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.key_access

_refusal(action) := {"action": action, "resource": "arn:x", "why": ["\"Shut\" denies"]}

_given(trail, refusals) := object.union(
	fixtures.world({}),
	{"access": {"deliveries": {trail: {"encrypt": refusals}}}},
)

test_denies_what_is_refused if {
	refused := _given(fixtures.trail, [_refusal("kms:GenerateDataKey")])
	told := "kms:GenerateDataKey on arn:x is refused: \"Shut\" denies"
	key_access.deny == {{"resource": fixtures.trail, "message": told}} with input as refused
}

test_allows_what_gets_through if {
	key_access.deny == set() with input as _given(fixtures.trail, [])
}

test_allows_what_belongs_to_others if {
	others := "arn:aws:cloudtrail:us-east-1:999988887777:trail/bystander"
	key_access.deny == set() with input as _given(others, [_refusal("kms:GenerateDataKey")])
}

test_allows_what_only_changes_of_the_trail_need if {
	key_access.deny == set() with input as _given(fixtures.trail, [_refusal("kms:DescribeKey")])
}
