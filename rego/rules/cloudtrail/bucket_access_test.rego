package rules.cloudtrail.bucket_access_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.bucket_access

_refusal(action) := {"action": action, "resource": "arn:x", "why": ["\"Shut\" denies"]}

_given(trail, refusals) := object.union(
	fixtures.world({}),
	{"access": {"deliveries": {trail: {"write": refusals}}}},
)

test_denies_what_is_refused if {
	refused := _given(fixtures.trail, [_refusal("s3:PutObject")])
	told := "s3:PutObject on arn:x is refused: \"Shut\" denies"
	bucket_access.deny == {{"resource": fixtures.trail, "message": told}} with input as refused
}

test_allows_what_gets_through if {
	bucket_access.deny == set() with input as _given(fixtures.trail, [])
}

test_allows_what_belongs_to_others if {
	others := "arn:aws:cloudtrail:us-east-1:999988887777:trail/bystander"
	bucket_access.deny == set() with input as _given(others, [_refusal("s3:PutObject")])
}
