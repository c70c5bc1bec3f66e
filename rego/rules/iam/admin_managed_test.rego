package rules.iam.admin_managed_test

import data.lib.fixtures_test as fixtures
import data.rules.iam.admin_managed

_all(elements) := [fixtures.allow(object.union({"actions": ["*"]}, elements))]

test_denies_everything if {
	words := [`statement "S" allows * on *`]
	fixtures.says(admin_managed.deny, fixtures.policy_arn, words) with input as fixtures.with_managed_policy(_all({}))
	count(admin_managed.deny) == 1 with input as fixtures.with_managed_policy(_all({"actions": ["s3:Get*", "*:*"]}))
}

# With MFA he is still the administrator.
test_denies_under_conditions_on_the_caller if {
	mfa := _all({"conditions": [fixtures.condition("Bool", "aws:multifactorauthpresent", ["true"])]})
	count(admin_managed.deny) == 1 with input as fixtures.with_managed_policy(mfa)
}

test_allows_less if {
	every elements in [
		{"actions": ["s3:*"]},
		{"resources": [fixtures.bucket]},
		{"effect": "Deny"},
		{"conditions": [fixtures.condition("StringEquals", "aws:resourcetag/team", ["app"])]},
	] {
		admin_managed.deny == set() with input as fixtures.with_managed_policy(_all(elements))
	}
}

# What nobody has grants nothing, and AWS's own policies have a rule of their own.
test_allows_unattached_and_inline_policies if {
	unattached := {"iam": {"policies": {fixtures.policy_arn: {"attachments": 0}}}}
	admin_managed.deny == set() with input as object.union(fixtures.with_managed_policy(_all({})), unattached)
	inline := fixtures.with_inline_policy("roles", "arn:aws:iam::111122223333:role/r", _all({}))
	admin_managed.deny == set() with input as inline
}
