package rules.iam.escalation_test

import data.lib.fixtures_test as fixtures
import data.rules.iam.escalation

_id := "arn:aws:iam::111122223333:x/somebody"

_bad := [fixtures.allow({"actions": ["iam:PutRolePolicy"]})]

test_denies_in_a_managed_policy if {
	words := [`policy Keys, statement "S" allows iam:PutRolePolicy on *`]
	fixtures.says(escalation.deny, fixtures.policy_arn, words) with input as fixtures.with_managed_policy(_bad)
}

test_denies_in_an_inline_policy if {
	every kind in ["users", "roles", "groups"] {
		words := [`inline policy keys, statement "S" allows iam:PutRolePolicy on *`]
		fixtures.says(escalation.deny, _id, words) with input as fixtures.with_inline_policy(kind, _id, _bad)
	}
}

test_allows_less if {
	every elements in [
		{"actions": ["iam:GetRolePolicy"]},
		{"actions": ["iam:PutRolePolicy"], "resources": ["arn:aws:iam::111122223333:role/app/*"]},
		{"actions": ["iam:PassRole"]},
		{"actions": ["iam:PutRolePolicy"], "effect": "Deny"},
	] {
		less := [fixtures.allow(elements)]
		escalation.deny == set() with input as fixtures.with_managed_policy(less)
		escalation.deny == set() with input as fixtures.with_inline_policy("roles", _id, less)
	}
}

# What nobody has grants nothing.
test_allows_unattached_policies if {
	unattached := {"iam": {"policies": {fixtures.policy_arn: {"attachments": 0}}}}
	escalation.deny == set() with input as object.union(fixtures.with_managed_policy(_bad), unattached)
}
