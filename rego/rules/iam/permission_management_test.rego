package rules.iam.permission_management_test

import data.lib.fixtures_test as fixtures
import data.rules.iam.permission_management

_id := "arn:aws:iam::111122223333:x/somebody"

_bad := [fixtures.allow({"actions": ["logs:DeleteResourcePolicy"]})]

test_denies_in_a_managed_policy if {
	words := [`policy Keys, statement "S" allows logs:DeleteResourcePolicy on *`]
	fixtures.says(permission_management.deny, fixtures.policy_arn, words) with input as fixtures.with_managed_policy(_bad)
}

test_denies_in_an_inline_policy if {
	every kind in ["users", "roles", "groups"] {
		words := [`inline policy keys, statement "S" allows logs:DeleteResourcePolicy on *`]
		fixtures.says(permission_management.deny, _id, words) with input as fixtures.with_inline_policy(kind, _id, _bad)
	}
}

test_allows_less if {
	every elements in [
		{"actions": ["s3:GetBucketPolicy", "kms:GetKeyPolicy", "sns:Publish"]},
		{"actions": ["s3:PutBucketPolicy"], "resources": ["arn:aws:s3:::app-*"]},
		{"actions": ["s3:PutBucketPolicy"], "effect": "Deny"},
		{
			"actions": ["kms:CreateGrant"],
			"conditions": [fixtures.condition("Bool", "kms:grantisforawsresource", ["true"])],
		},
	] {
		less := [fixtures.allow(elements)]
		permission_management.deny == set() with input as fixtures.with_managed_policy(less)
		permission_management.deny == set() with input as fixtures.with_inline_policy("roles", _id, less)
	}
}

# What nobody has grants nothing.
test_allows_unattached_policies if {
	unattached := {"iam": {"policies": {fixtures.policy_arn: {"attachments": 0}}}}
	permission_management.deny == set() with input as object.union(fixtures.with_managed_policy(_bad), unattached)
}

# Each action, by what all of its resources are.
_every := {
	"*": [
		"logs:DeleteResourcePolicy",
		"logs:PutResourcePolicy",
		"s3:PutAccountPublicAccessBlock",
	],
	"arn:aws:s3:::*": [
		"s3:DeleteBucketPolicy",
		"s3:PutBucketAcl",
		"s3:PutBucketOwnershipControls",
		"s3:PutBucketPolicy",
		"s3:PutBucketPublicAccessBlock",
	],
	"arn:aws:kms:*:111122223333:key/*": [
		"kms:CreateGrant",
		"kms:PutKeyPolicy",
		"kms:RetireGrant",
		"kms:RevokeGrant",
	],
	"arn:aws:s3:::*/*": [
		"s3:BypassGovernanceRetention",
		"s3:PutObjectAcl",
		"s3:PutObjectVersionAcl",
	],
	"arn:aws:sns:*:*:*": [
		"sns:AddPermission",
		"sns:RemovePermission",
		"sns:SetTopicAttributes",
	],
}

test_denies_each if {
	every all, actions in _every {
		every action in actions {
			words := [sprintf("allows %s on %s", [action, all])]
			one := [fixtures.allow({"actions": [action], "resources": [all]})]
			fixtures.says(permission_management.deny, fixtures.policy_arn, words) with input as fixtures.with_managed_policy(one)
		}
	}
}

test_denies_in_any_partition if {
	gov := object.union(fixtures.with_managed_policy(_bad), {"source": {"partition": "aws-us-gov"}})
	count(permission_management.deny) == 1 with input as gov
}
