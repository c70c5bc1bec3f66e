package rules.cloudtrail.bucket_path_test

import data.lib.fixtures
import data.rules.cloudtrail.bucket_path

_write(fields) := fixtures.statement(object.union(
	{
		"principals": fixtures.service("cloudtrail.amazonaws.com"), "actions": ["s3:PutObject"],
		"resources": ["arn:aws:s3:::b/AWSLogs/111122223333/*"],
	},
	fields,
))

_account(trail, statements) := object.union(
	fixtures.with_statements(statements),
	{"cloudtrail": fixtures.with_trail(trail).cloudtrail},
)

_folder(text) := {sprintf("no statement lets cloudtrail.amazonaws.com s3:PutObject to %s", [text])}

test_denies_bucket_without_policy if {
	account := fixtures.with_bucket({"policy": null})
	fixtures.denied(bucket_path.deny) == {fixtures.trail} with input as account
	fixtures.messages(bucket_path.deny) == {
		"arn:aws:s3:::b has no policy, so CloudTrail may not write to it",
	} with input as account
}

test_denies_prefix_in_the_trail_only if {
	account := _account({"s3_key_prefix": "logs"}, [_write({})])
	fixtures.messages(bucket_path.deny) == _folder("arn:aws:s3:::b/logs/AWSLogs/111122223333/*") with input as account
}

test_denies_prefix_in_the_policy_only if {
	account := _account({}, [_write({"resources": ["arn:aws:s3:::b/logs/AWSLogs/111122223333/*"]})])
	fixtures.messages(bucket_path.deny) == _folder("arn:aws:s3:::b/AWSLogs/111122223333/*") with input as account
}

test_denies_another_account if {
	account := _account({}, [_write({"resources": ["arn:aws:s3:::b/AWSLogs/999988887777/*"]})])
	count(bucket_path.deny) == 1 with input as account
}

# c7n names the bucket without /*.
test_denies_bucket_without_objects if {
	count(bucket_path.deny) == 1 with input as _account({}, [_write({"resources": ["arn:aws:s3:::b"]})])
}

test_denies_other_action if {
	count(bucket_path.deny) == 1 with input as _account({}, [_write({"actions": ["s3:GetBucketAcl"]})])
}

test_denies_deny if {
	count(bucket_path.deny) == 1 with input as _account({}, [_write({"effect": "Deny"})])
}

# A policy of account numbers covers the Regions that they stood for.
test_denies_legacy_principals if {
	account := _account({}, [_write({"principals": fixtures.aws("arn:aws:iam::086441151436:root", "086441151436")})])
	count(bucket_path.deny) == 1 with input as account
}

test_denies_organization_trail_without_its_folder if {
	account := _account({"is_organization_trail": true}, [_write({})])
	fixtures.messages(bucket_path.deny) == {
		"no statement lets cloudtrail.amazonaws.com s3:PutObject to the folder of an organization (AWSLogs/o-…/)",
	} with input as account
}

test_denies_organization_trail_with_another_organization if {
	account := _account({"is_organization_trail": true}, [
		_write({}), _write({"resources": ["arn:aws:s3:::b/AWSLogs/o-aaaaaaaaaa/*"]}),
	])
	fixtures.messages(bucket_path.deny) == _folder("arn:aws:s3:::b/AWSLogs/o-bbbbbbbbbb/*") with input as account
		with data.params as {"org_id": "o-bbbbbbbbbb"}
}

test_allows_folder_of_the_account if {
	count(bucket_path.deny) == 0 with input as _account({}, [_write({})])
}

test_allows_wider_pattern if {
	count(bucket_path.deny) == 0 with input as _account({}, [_write({"resources": ["arn:aws:s3:::b/*"]})])
}

test_allows_wider_action if {
	count(bucket_path.deny) == 0 with input as _account({}, [_write({"actions": ["s3:Put*"]})])
}

test_allows_not_action_and_not_resource if {
	account := _account({}, [_write({
		"actions": [], "not_actions": ["s3:DeleteObject"],
		"resources": [], "not_resources": ["arn:aws:s3:::b/private/*"],
	})])
	count(bucket_path.deny) == 0 with input as account
}

test_allows_prefix_in_both if {
	write := _write({"resources": ["arn:aws:s3:::b/logs/AWSLogs/111122223333/*"]})
	account := _account({"s3_key_prefix": "logs/"}, [write])
	count(bucket_path.deny) == 0 with input as account
}

test_allows_organization_trail if {
	account := _account({"is_organization_trail": true}, [
		_write({}), _write({"resources": ["arn:aws:s3:::b/AWSLogs/o-aaaaaaaaaa/*"]}),
	])
	count(bucket_path.deny) == 0 with input as account
	count(bucket_path.deny) == 0 with input as account with data.params as {"org_id": "o-aaaaaaaaaa"}
}

test_allows_organization_trail_with_wide_pattern if {
	account := _account({"is_organization_trail": true}, [_write({"resources": ["arn:aws:s3:::b/AWSLogs/*"]})])
	count(bucket_path.deny) == 0 with input as account
}

test_allows_vanished_bucket if {
	count(bucket_path.deny) == 0 with input as fixtures.with_bucket({"policy": null, "exists": false})
}
