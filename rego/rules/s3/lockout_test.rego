package rules.s3.lockout_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.lockout

_denying(elements) := fixtures.with_bucket_policy([fixtures.allow(object.union(
	{
		"sid": "Locked",
		"effect": "Deny",
		"principals": fixtures.anybody,
		"actions": ["s3:PutBucketPolicy"],
		"resources": [fixtures.bucket],
	},
	elements,
))])

test_denies_a_policy_that_nobody_can_change if {
	every action in ["s3:PutBucketPolicy", "S3:putbucketpolicy", "s3:Put*", "s3:*", "*"] {
		words := [`"Locked"`, sprintf("denies %s to everybody", [action])]
		fixtures.says(lockout.deny, fixtures.bucket, words) with input as _denying({"actions": [action]})
	}
}

test_denies_in_full if {
	message := `statement "Locked" denies s3:*, s3:PutBucketPolicy to everybody, without a condition`
	denied := {{"resource": fixtures.bucket, "message": message}}
	lockout.deny == denied with input as _denying({"actions": ["s3:PutBucketPolicy", "s3:*"]})
}

test_denies_every_way_to_write_it if {
	every elements in [
		{"principals": fixtures.any_account},
		{"resources": ["*"]},
		{"resources": ["arn:aws:s3:::audit-logs*"]},
		{"resources": [], "not_resources": ["arn:aws:s3:::audit-logs/*"]},
		{"actions": [], "not_actions": ["s3:GetObject"]},
	] {
		count(lockout.deny) == 1 with input as _denying(elements)
	}
}

# Checkov #5934: denying the deletion of log files to everybody protects them.
test_allows_denying_something_else if {
	every action in ["s3:DeleteObject", "s3:DeleteObject*", "s3:PutObject", "s3:DeleteBucketPolicy", "s3:PutLifecycle*"] {
		lockout.deny == set() with input as _denying({"actions": [action]})
	}
	lockout.deny == set() with input as _denying({"actions": [], "not_actions": ["s3:Put*"]})
}

# Checkov's CKV_AWS_93 does not look at conditions.
test_allows_denials_under_a_condition if {
	every condition in [
		fixtures.condition("Bool", "aws:securetransport", ["false"]),
		fixtures.condition("ArnNotLike", "aws:principalarn", ["arn:aws:iam::111122223333:role/admin"]),
		fixtures.outside("aws:principalorgid", [fixtures.organization]),
		fixtures.no_service,
	] {
		lockout.deny == set() with input as _denying({"actions": ["s3:*"], "conditions": [condition]})
	}
}

test_allows_denials_that_reach_less if {
	every elements in [
		{"effect": "Allow"},
		{"principals": fixtures.root(fixtures.stranger)},
		{"principals": [], "not_principals": fixtures.root(fixtures.account)},
		{"actions": ["s3:*"], "resources": ["arn:aws:s3:::audit-logs/*"]},
		{"actions": ["s3:*"], "resources": [], "not_resources": [fixtures.bucket]},
	] {
		lockout.deny == set() with input as _denying(elements)
	}
}
