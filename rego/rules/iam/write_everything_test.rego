package rules.iam.write_everything_test

import data.lib.fixtures_test as fixtures
import data.rules.iam.write_everything

_id := "arn:aws:iam::111122223333:x/somebody"

_bad := [fixtures.allow({"actions": ["cloudtrail:DeleteTrail"]})]

test_denies_in_a_managed_policy if {
	words := [`policy Keys, statement "S" allows cloudtrail:DeleteTrail on *`]
	fixtures.says(write_everything.deny, fixtures.policy_arn, words) with input as fixtures.with_managed_policy(_bad)
}

test_denies_in_an_inline_policy if {
	every kind in ["users", "roles", "groups"] {
		words := [`inline policy keys, statement "S" allows cloudtrail:DeleteTrail on *`]
		fixtures.says(write_everything.deny, _id, words) with input as fixtures.with_inline_policy(kind, _id, _bad)
	}
}

test_allows_less if {
	every elements in [
		{"actions": ["cloudtrail:GetTrail", "s3:GetObject", "s3:PutBucketTagging"]},
		{"actions": ["s3:PutObject"], "resources": ["arn:aws:s3:::app-*/*"]},
		{"actions": ["cloudtrail:StopLogging"], "effect": "Deny"},
	] {
		less := [fixtures.allow(elements)]
		write_everything.deny == set() with input as fixtures.with_managed_policy(less)
		write_everything.deny == set() with input as fixtures.with_inline_policy("roles", _id, less)
	}
}

# What nobody has grants nothing.
test_allows_unattached_policies if {
	unattached := {"iam": {"policies": {fixtures.policy_arn: {"attachments": 0}}}}
	write_everything.deny == set() with input as object.union(fixtures.with_managed_policy(_bad), unattached)
}

# Each action, by what all of its resources are.
_every := {
	"arn:aws:cloudtrail:*:111122223333:trail/*": [
		"cloudtrail:DeleteTrail",
		"cloudtrail:PutEventConfiguration",
		"cloudtrail:PutEventSelectors",
		"cloudtrail:PutInsightSelectors",
		"cloudtrail:StopLogging",
		"cloudtrail:UpdateTrail",
	],
	"arn:aws:s3:::*": [
		"s3:DeleteBucket",
		"s3:PutBucketObjectLockConfiguration",
		"s3:PutBucketVersioning",
		"s3:PutLifecycleConfiguration",
		"s3:PutReplicationConfiguration",
	],
	"arn:aws:s3:::*/*": [
		"s3:DeleteObject",
		"s3:DeleteObjectVersion",
		"s3:PutObject",
	],
	"arn:aws:kms:*:*:key/*": [
		"kms:DeleteImportedKeyMaterial",
		"kms:DisableKey",
		"kms:ScheduleKeyDeletion",
	],
	"arn:aws:logs:*:*:log-group:*": [
		"logs:DeleteLogGroup",
		"logs:DeleteMetricFilter",
		"logs:PutRetentionPolicy",
	],
	"arn:aws:cloudwatch:*:*:alarm:*": [
		"cloudwatch:DeleteAlarms",
		"cloudwatch:DisableAlarmActions",
	],
	"arn:aws:sns:*:*:*": [
		"sns:DeleteTopic",
	],
}

test_denies_each if {
	every all, actions in _every {
		every action in actions {
			words := [sprintf("allows %s on %s", [action, all])]
			one := [fixtures.allow({"actions": [action], "resources": [all]})]
			fixtures.says(write_everything.deny, fixtures.policy_arn, words) with input as fixtures.with_managed_policy(one)
		}
	}
}

test_denies_in_any_partition if {
	gov := object.union(fixtures.with_managed_policy(_bad), {"source": {"partition": "aws-us-gov"}})
	count(write_everything.deny) == 1 with input as gov
}
