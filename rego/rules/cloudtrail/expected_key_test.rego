package rules.cloudtrail.expected_key_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.expected_key

_other := {"keys": ["arn:aws:kms:us-east-1:111122223333:key/other"]}

test_denies_another_key if {
	fixtures.says(expected_key.deny, fixtures.trail, [fixtures.key, "does not approve"]) with input as fixtures.world({})
		with data.params as _other
	count(expected_key.deny) == 1 with input as fixtures.world({}) with data.params as _other
}

test_denies_a_trail_without_a_key if {
	keyless := fixtures.with_trail({"key": null, "kms_key_id": null})
	fixtures.says(expected_key.deny, fixtures.trail, ["no KMS key"]) with input as keyless with data.params as _other
	count(expected_key.deny) == 1 with input as keyless with data.params as _other
}

test_allows_an_approved_key if {
	expected_key.deny == set() with input as fixtures.world({}) with data.params as {"keys": ["x", fixtures.key]}
}

test_allows_any_key_where_none_is_approved if {
	expected_key.deny == set() with input as fixtures.world({})
}

# prowler 2438
test_allows_what_the_management_account_owns if {
	foreign := fixtures.with_trail({"owner": fixtures.stranger, "key": null, "kms_key_id": null})
	expected_key.deny == set() with input as foreign with data.params as _other
}
