package rules.iam.admin_inline_test

import data.lib.fixtures_test as fixtures
import data.rules.iam.admin_inline

_id := "arn:aws:iam::111122223333:x/somebody"

_all(elements) := [fixtures.allow(object.union({"actions": ["*"]}, elements))]

test_denies_everything if {
	every kind in ["users", "roles", "groups"] {
		words := [`inline policy keys, statement "S" allows * on *`]
		fixtures.says(admin_inline.deny, _id, words) with input as fixtures.with_inline_policy(kind, _id, _all({}))
	}
}

test_allows_less if {
	admin_inline.deny == set() with input as fixtures.with_inline_policy("users", _id, _all({"actions": ["s3:*"]}))
	admin_inline.deny == set() with input as fixtures.with_inline_policy("users", _id, _all({"resources": ["x"]}))
}

# Managed policies have a rule of their own.
test_allows_managed_policies if {
	admin_inline.deny == set() with input as fixtures.with_managed_policy(_all({}))
}
