package rules.s3.confused_deputy_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.confused_deputy

_writing(conditions) := fixtures.with_bucket_policy([fixtures.allow({
	"sid": "Write",
	"principals": fixtures.cloudtrail,
	"actions": ["s3:PutObject"],
	"resources": ["arn:aws:s3:::audit-logs/AWSLogs/111122223333/*"],
	"conditions": conditions,
})])

_by(principals, resources) := fixtures.with_bucket_policy([fixtures.allow({
	"sid": "Write",
	"principals": principals,
	"actions": ["s3:PutObject"],
	"resources": resources,
})])

_ours := fixtures.condition("StringEquals", "aws:sourceaccount", [fixtures.account])

_bucket_owner := fixtures.condition("StringEquals", "s3:x-amz-acl", ["bucket-owner-full-control"])

test_denies_a_statement_for_any_account if {
	unbound := _writing([_bucket_owner])
	fixtures.says(confused_deputy.deny, fixtures.bucket, [`"Write"`, "any account"]) with input as unbound
}

test_denies_conditions_that_bind_nobody if {
	every condition in [
		fixtures.condition("StringLike", "aws:sourcearn", ["*"]),
		fixtures.condition("ArnLike", "aws:sourcearn", ["arn:aws:cloudtrail:us-east-1:*:trail/audit"]),
		fixtures.condition("StringNotEquals", "aws:sourceaccount", [fixtures.account]),
		object.union(_ours, {"if_exists": true}),
		object.union(_ours, {"qualifier": "ForAllValues"}),
		fixtures.condition("Bool", "aws:principalisawsservice", ["true"]),
	] {
		fixtures.says(confused_deputy.deny, fixtures.bucket, ["any account"]) with input as _writing([condition])
	}
}

test_denies_the_trails_of_a_stranger if {
	strange := _writing([fixtures.condition("ArnEquals", "aws:sourcearn", [
		fixtures.trail,
		"arn:aws:cloudtrail:us-east-1:999988887777:trail/audit",
	])])
	fixtures.says(confused_deputy.deny, fixtures.bucket, ["999988887777", "not ours"]) with input as strange
}

# Policies of before 2015 name the accounts of CloudTrail, Region by Region.
test_denies_the_accounts_that_cloudtrail_had if {
	every number in ["086441151436", "886388586500"] {
		old := _by(array.concat(fixtures.root(fixtures.account), fixtures.root(number)), ["*"])
		fixtures.says(confused_deputy.deny, fixtures.bucket, [`"Write"`, number, "of CloudTrail itself"]) with input as old
		count(confused_deputy.deny) == 1 with input as old
	}
}

test_denies_the_trails_of_another_organization if {
	theirs := _writing([fixtures.condition("StringEquals", "aws:sourceorgid", ["o-zzzzzzzzzz"])])
	fixtures.says(confused_deputy.deny, fixtures.bucket, ["o-zzzzzzzzzz", "not ours"]) with input as theirs
		with data.params as {"org_id": fixtures.organization}
}

# Keys of conditions are compared without case, which the snapshot has settled; values and operators come in many forms.
test_allows_every_way_to_name_ours if {
	every condition in [
		fixtures.condition("StringEquals", "aws:sourcearn", [fixtures.trail]),
		fixtures.condition("StringLike", "aws:sourcearn", ["arn:aws:cloudtrail:*:111122223333:trail/*"]),
		fixtures.condition("ArnLike", "aws:sourcearn", ["arn:aws:cloudtrail:us-east-1:111122223333:trail/*"]),
		fixtures.condition("ArnEquals", "aws:sourcearn", [fixtures.trail]),
		fixtures.condition("StringEquals", "aws:sourceaccount", [fixtures.account]),
		fixtures.condition("StringEquals", "aws:sourceorgid", ["o-a1b2c3d4e5"]),
	] {
		confused_deputy.deny == set() with input as _writing([_bucket_owner, condition])
	}
}

# All conditions must hold.
test_allows_strangers_that_another_condition_keeps_out if {
	confused_deputy.deny == set() with input as _writing([
		fixtures.condition("StringEquals", "aws:sourceaccount", [fixtures.account, fixtures.stranger]),
		fixtures.condition("StringEquals", "aws:sourcearn", [fixtures.trail]),
	])
}

test_allows_the_trails_of_our_other_accounts if {
	both := _writing([fixtures.condition("StringEquals", "aws:sourceaccount", [fixtures.account, fixtures.stranger])])
	confused_deputy.deny == set() with input as both with data.params as {"accounts": [fixtures.stranger]}
}

test_allows_reading_the_acl_for_anybody if {
	confused_deputy.deny == set() with input as fixtures.with_bucket_policy([fixtures.allow({
		"principals": fixtures.cloudtrail,
		"actions": ["s3:GetBucketAcl"],
	})])
}

test_allows_denials if {
	every principals in [fixtures.cloudtrail, fixtures.root("086441151436")] {
		confused_deputy.deny == set() with input as fixtures.with_bucket_policy([fixtures.allow({
			"effect": "Deny",
			"principals": principals,
			"actions": ["s3:*"],
		})])
	}
}

# Whether others may write is the matter of s3.only_cloudtrail_writes.
test_allows_accounts_that_cloudtrail_never_had if {
	confused_deputy.deny == set() with input as _by(fixtures.root(fixtures.account), ["*"])
	confused_deputy.deny == set() with input as _by(fixtures.root(fixtures.stranger), ["*"])
}

test_allows_cloudtrail_of_old_to_read_the_acl if {
	confused_deputy.deny == set() with input as fixtures.with_bucket_policy([fixtures.allow({
		"principals": fixtures.root("086441151436"),
		"actions": ["s3:GetBucketAcl"],
	})])
}

test_allows_what_the_user_guide_recommends if {
	confused_deputy.deny == set() with input as fixtures.with_bucket_policy(fixtures.guide_bucket_policy)
	none_of_ours := [fixtures.outside("aws:principalorgid", [fixtures.organization])]
	fenced := array.concat(fixtures.guide_bucket_policy, [fixtures.fence(none_of_ours)])
	confused_deputy.deny == set() with input as fixtures.with_bucket_policy(fenced)
}

test_allows_a_bucket_that_is_gone if {
	every principals in [fixtures.cloudtrail, fixtures.root("086441151436")] {
		gone := object.union(_by(principals, ["*"]), fixtures.with_bucket({"exists": false}))
		confused_deputy.deny == set() with input as gone
	}
}

# The id of a deleted principal is no account: cloud-custodian #9879
test_allows_a_deleted_principal if {
	confused_deputy.deny == set() with input as _by(fixtures.deleted, ["*"])
}

test_denies_in_full if {
	words := ["any account: no aws:SourceArn, aws:SourceAccount or aws:SourceOrgID names one in full"]
	fixtures.says(confused_deputy.deny, fixtures.bucket, words) with input as _writing([])
	strangers := fixtures.condition("StringEquals", "aws:sourceaccount", ["999988887777", "222233334444"])
	both := _writing([strangers])
	fixtures.says(confused_deputy.deny, fixtures.bucket, ["write for 222233334444, 999988887777,"]) with input as both
	message := concat("", [
		`statement "Write" names 086441151436, 475085895292, of CloudTrail itself: each serves one Region, `,
		"and newer Regions have none",
	])
	written := {{"resource": fixtures.bucket, "message": message}}
	old := array.concat(fixtures.root("475085895292"), fixtures.root("086441151436"))
	confused_deputy.deny == written with input as _by(old, ["*"])
}
