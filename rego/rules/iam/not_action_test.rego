package rules.iam.not_action_test

import data.lib.fixtures_test as fixtures
import data.rules.iam.not_action

_id := "arn:aws:iam::111122223333:x/somebody"

_bad := [fixtures.allow({"not_actions": ["iam:*", "s3:*"], "resources": ["x"]})]

test_denies_in_a_managed_policy if {
	words := [`policy Keys, statement "S" allows everything but iam:*, s3:*`]
	fixtures.says(not_action.deny, fixtures.policy_arn, words) with input as fixtures.with_managed_policy(_bad)
}

test_denies_in_an_inline_policy if {
	every kind in ["users", "roles", "groups"] {
		words := [`inline policy keys, statement "S" allows everything but iam:*, s3:*`]
		fixtures.says(not_action.deny, _id, words) with input as fixtures.with_inline_policy(kind, _id, _bad)
	}
}

test_allows_less if {
	every elements in [
		{"actions": ["*"]},
		{"actions": ["s3:Get*"], "resources": [], "not_resources": ["x"]},
		{"not_actions": ["iam:*"], "effect": "Deny"},
	] {
		less := [fixtures.allow(elements)]
		not_action.deny == set() with input as fixtures.with_managed_policy(less)
		not_action.deny == set() with input as fixtures.with_inline_policy("roles", _id, less)
	}
}

test_denies_one_exception if {
	one := [fixtures.allow({"not_actions": ["iam:*"]})]
	count(not_action.deny) == 1 with input as fixtures.with_managed_policy(one)
}

# What nobody has grants nothing.
test_allows_unattached_policies if {
	unattached := {"iam": {"policies": {fixtures.policy_arn: {"attachments": 0}}}}
	not_action.deny == set() with input as object.union(fixtures.with_managed_policy(_bad), unattached)
}
