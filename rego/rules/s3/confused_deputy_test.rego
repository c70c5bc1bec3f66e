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
	every number in [
		"035351147821", "086441151436", "113285607260", "216624486486", "284668455005", "388731089494", "475085895292",
		"814480443879", "859597730677", "903692715234",
	] {
		old := _by(fixtures.root(number), ["arn:aws:s3:::audit-logs/AWSLogs/111122223333/*"])
		fixtures.says(confused_deputy.deny, fixtures.bucket, [number, "CloudTrail's own"]) with input as old
	}
}

test_denies_an_account_that_may_write_among_the_logs if {
	every resource in ["*", "arn:aws:s3:::audit-logs/*", "arn:aws:s3:::audit-logs/AWSLogs/111122223333/CloudTrail/*"] {
		strange := _by(fixtures.root(fixtures.stranger), [resource])
		fixtures.says(confused_deputy.deny, fixtures.bucket, [fixtures.stranger, "trail audit"]) with input as strange
		not fixtures.says(confused_deputy.deny, fixtures.bucket, ["CloudTrail's own"]) with input as strange
	}
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

test_allows_ours_and_writers_elsewhere_and_denials if {
	confused_deputy.deny == set() with input as _by(fixtures.root(fixtures.account), ["*"])
	confused_deputy.deny == set() with input as _by(fixtures.root(fixtures.stranger), ["arn:aws:s3:::audit-logs/inbox/*"])
	confused_deputy.deny == set() with input as fixtures.with_bucket_policy([fixtures.allow({
		"effect": "Deny",
		"principals": fixtures.cloudtrail,
		"actions": ["s3:*"],
	})])
}

test_allows_a_stranger_to_read_and_keeps_him_out if {
	every elements in [{"actions": ["s3:GetObject"]}, {"actions": ["s3:PutObject"], "effect": "Deny"}] {
		confused_deputy.deny == set() with input as fixtures.with_bucket_policy([fixtures.allow(object.union(
			{"principals": fixtures.root(fixtures.stranger)},
			elements,
		))])
	}
}

test_allows_what_a_trail_elsewhere_writes_to if {
	twin := {"s3": {"buckets": {"arn:aws:s3:::twin": {"policy": {"document": {"statements": []}}}}}}
	inbox := _by(fixtures.root(fixtures.stranger), ["arn:aws:s3:::audit-logs/guest/AWSLogs/999988887777/*"])
	confused_deputy.deny == set() with input as object.union(inbox, fixtures.guest)
	before := _by(fixtures.root(fixtures.stranger), ["arn:aws:s3:::audit-logs/AWSLogs/111122223333/*"])
	prefixed := {"cloudtrail": {"trails": {fixtures.trail: {"s3_key_prefix": "p"}}}}
	both := object.union(object.union(fixtures.twin("two"), twin), prefixed)
	confused_deputy.deny == set() with input as object.union(before, both)
}

test_allows_a_bucket_that_is_gone if {
	gone := object.union(_by(fixtures.root(fixtures.stranger), ["*"]), fixtures.with_bucket({"exists": false}))
	confused_deputy.deny == set() with input as gone
}

# The id of a deleted principal is no account: cloud-custodian 9879
test_allows_a_deleted_principal if {
	gone := [{"type": "AWS", "id": "AROAEXAMPLEEXAMPLE", "account": ""}]
	confused_deputy.deny == set() with input as _by(gone, ["*"])
}

test_denies_in_full if {
	words := ["any account: no aws:SourceArn, aws:SourceAccount or aws:SourceOrgID names one in full"]
	fixtures.says(confused_deputy.deny, fixtures.bucket, words) with input as _writing([])
	strangers := fixtures.condition("StringEquals", "aws:sourceaccount", ["999988887777", "222233334444"])
	both := _writing([strangers])
	fixtures.says(confused_deputy.deny, fixtures.bucket, ["account 222233334444, 999988887777,"]) with input as both
	message := `statement "Write" lets account 999988887777, which is not ours, put objects where trail audit writes`
	written := {{"resource": fixtures.bucket, "message": message}}
	confused_deputy.deny == written with input as _by(fixtures.root(fixtures.stranger), ["*"])
}

test_allows_the_folder_as_a_name_elsewhere if {
	elsewhere := ["arn:aws:s3:::inbox/arn:aws:s3:::audit-logs/AWSLogs/111122223333/*"]
	confused_deputy.deny == set() with input as _by(fixtures.root(fixtures.stranger), elsewhere)
}
