package rules.iam.all_of_cloudtrail_test

import data.lib.fixtures_test as fixtures
import data.rules.iam.all_of_cloudtrail

_id := "arn:aws:iam::111122223333:x/somebody"

_bad := [fixtures.allow({"actions": ["cloudtrail:*"]})]

test_denies_in_a_managed_policy if {
	words := [`policy Keys, statement "S" allows cloudtrail:* on *`]
	fixtures.says(all_of_cloudtrail.deny, fixtures.policy_arn, words) with input as fixtures.with_managed_policy(_bad)
}

test_denies_in_an_inline_policy if {
	every kind in ["users", "roles", "groups"] {
		words := [`inline policy keys, statement "S" allows cloudtrail:* on *`]
		fixtures.says(all_of_cloudtrail.deny, _id, words) with input as fixtures.with_inline_policy(kind, _id, _bad)
	}
}

test_allows_less if {
	every elements in [
		{"actions": ["cloudtrail:Get*"]},
		{"actions": ["cloudtrail:*"], "resources": [fixtures.trail]},
		{"actions": ["kms:*"]},
		{"actions": ["cloudtrail:*"], "effect": "Deny"},
	] {
		less := [fixtures.allow(elements)]
		all_of_cloudtrail.deny == set() with input as fixtures.with_managed_policy(less)
		all_of_cloudtrail.deny == set() with input as fixtures.with_inline_policy("roles", _id, less)
	}
}

# What nobody has grants nothing.
test_allows_unattached_policies if {
	unattached := {"iam": {"policies": {fixtures.policy_arn: {"attachments": 0}}}}
	all_of_cloudtrail.deny == set() with input as object.union(fixtures.with_managed_policy(_bad), unattached)
}

test_denies_in_any_partition if {
	every partition in ["aws-cn", "aws-us-gov"] {
		all := [fixtures.allow({
			"actions": ["cloudtrail:*"],
			"resources": [sprintf("arn:%s:cloudtrail:*:111122223333:trail/*", [partition])],
		})]
		there := object.union(fixtures.with_managed_policy(all), {"source": {"partition": partition}})
		count(all_of_cloudtrail.deny) == 1 with input as there
	}
}

# A part that is denied again ends it.
test_allows_everything_but_stopping if {
	but := fixtures.allow({"effect": "Deny", "actions": ["cloudtrail:StopLogging"]})
	all_of_cloudtrail.deny == set() with input as fixtures.with_managed_policy(array.concat(_bad, [but]))
}
