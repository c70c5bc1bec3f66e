package rules.iam.read_everything_test

import data.lib.fixtures_test as fixtures
import data.rules.iam.read_everything

_id := "arn:aws:iam::111122223333:x/somebody"

_bad := [fixtures.allow({"actions": ["s3:GetObject"]})]

test_denies_in_a_managed_policy if {
	words := [`policy Keys, statement "S" allows s3:GetObject on *`]
	fixtures.says(read_everything.deny, fixtures.policy_arn, words) with input as fixtures.with_managed_policy(_bad)
}

test_denies_in_an_inline_policy if {
	every kind in ["users", "roles", "groups"] {
		words := [`inline policy keys, statement "S" allows s3:GetObject on *`]
		fixtures.says(read_everything.deny, _id, words) with input as fixtures.with_inline_policy(kind, _id, _bad)
	}
}

test_allows_less if {
	every elements in [
		{"actions": ["s3:GetBucketPolicy", "s3:ListBucket", "logs:DescribeLogGroups"]},
		{"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::app-*"]},
		{"actions": ["s3:GetObject"], "effect": "Deny"},
	] {
		less := [fixtures.allow(elements)]
		read_everything.deny == set() with input as fixtures.with_managed_policy(less)
		read_everything.deny == set() with input as fixtures.with_inline_policy("roles", _id, less)
	}
}

# What nobody has grants nothing.
test_allows_unattached_policies if {
	unattached := {"iam": {"policies": {fixtures.policy_arn: {"attachments": 0}}}}
	read_everything.deny == set() with input as object.union(fixtures.with_managed_policy(_bad), unattached)
}

# Each action, by what all of its resources are.
_every := {
	"arn:aws:s3:::*/*": [
		"s3:GetObject",
		"s3:GetObjectVersion",
	],
	"arn:aws:logs:*:*:log-group:*": [
		"logs:FilterLogEvents",
		"logs:GetLogEvents",
		"logs:StartQuery",
	],
}

test_denies_each if {
	every all, actions in _every {
		every action in actions {
			words := [sprintf("allows %s on %s", [action, all])]
			one := [fixtures.allow({"actions": [action], "resources": [all]})]
			fixtures.says(read_everything.deny, fixtures.policy_arn, words) with input as fixtures.with_managed_policy(one)
		}
	}
}

test_denies_in_any_partition if {
	gov := object.union(fixtures.with_managed_policy(_bad), {"source": {"partition": "aws-us-gov"}})
	count(read_everything.deny) == 1 with input as gov
}
