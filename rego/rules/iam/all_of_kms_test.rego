package rules.iam.all_of_kms_test

import data.lib.fixtures_test as fixtures
import data.rules.iam.all_of_kms

_id := "arn:aws:iam::111122223333:x/somebody"

_all(elements) := [fixtures.allow(object.union({"actions": ["kms:*"]}, elements))]

test_denies_everything_in_a_managed_policy if {
	words := [`policy Keys, statement "S" allows kms:* on *`]
	fixtures.says(all_of_kms.deny, fixtures.policy_arn, words) with input as fixtures.with_managed_policy(_all({}))
}

test_denies_everything_in_an_inline_policy if {
	every kind in ["users", "roles", "groups"] {
		words := [`inline policy keys, statement "S" allows kms:* on *`]
		fixtures.says(all_of_kms.deny, _id, words) with input as fixtures.with_inline_policy(kind, _id, _all({}))
	}
}

test_denies_in_any_partition if {
	every partition in ["aws-cn", "aws-us-gov"] {
		all := fixtures.with_managed_policy(_all({"resources": [sprintf("arn:%s:kms:*:111122223333:key/*", [partition])]}))
		count(all_of_kms.deny) == 1 with input as object.union(all, {"source": {"partition": partition}})
	}
}

test_allows_a_part if {
	all_of_kms.deny == set() with input as fixtures.with_managed_policy(_all({"actions": ["kms:Decrypt"]}))
	all_of_kms.deny == set() with input as fixtures.with_inline_policy("roles", _id, _all({"resources": [fixtures.key]}))
}
