package rules.iam.all_of_service_test

import data.lib.fixtures_test as fixtures
import data.rules.iam.all_of_service

_id := "arn:aws:iam::111122223333:x/somebody"

_bad := [fixtures.allow({"actions": ["sqs:*", "sns:Publish", "kms:**"], "resources": ["x"]})]

test_denies_in_a_managed_policy if {
	words := [`policy Keys, statement "S" allows kms:**, sqs:*`]
	fixtures.says(all_of_service.deny, fixtures.policy_arn, words) with input as fixtures.with_managed_policy(_bad)
}

test_denies_in_an_inline_policy if {
	every kind in ["users", "roles", "groups"] {
		words := [`inline policy keys, statement "S" allows kms:**, sqs:*`]
		fixtures.says(all_of_service.deny, _id, words) with input as fixtures.with_inline_policy(kind, _id, _bad)
	}
}

test_allows_less if {
	every elements in [
		{"actions": ["sqs:Get*", "sqs:*Message"]},
		{"actions": ["*"]},
		{"actions": ["*:*"]},
		{"actions": ["s?:*"]},
		{"actions": ["?s:*"]},
		{"actions": ["sqs:*"], "effect": "Deny"},
		{"actions": [], "not_actions": ["sqs:*"]},
	] {
		less := [fixtures.allow(elements)]
		all_of_service.deny == set() with input as fixtures.with_managed_policy(less)
		all_of_service.deny == set() with input as fixtures.with_inline_policy("roles", _id, less)
	}
}

test_denies_one_service if {
	one := [fixtures.allow({"actions": ["sqs:*"]})]
	count(all_of_service.deny) == 1 with input as fixtures.with_managed_policy(one)
}

# What nobody has grants nothing.
test_allows_unattached_policies if {
	unattached := {"iam": {"policies": {fixtures.policy_arn: {"attachments": 0}}}}
	all_of_service.deny == set() with input as object.union(fixtures.with_managed_policy(_bad), unattached)
}
