package rules.s3.trail_path_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.trail_path

_writing(resources) := fixtures.allow({
	"sid": "Write",
	"principals": fixtures.cloudtrail,
	"actions": ["s3:PutObject"],
	"resources": resources,
})

_own := "arn:aws:s3:::audit-logs/AWSLogs/111122223333/*"

_organization := "arn:aws:s3:::audit-logs/AWSLogs/o-a1b2c3d4e5/*"

_trail(changes, statements) := object.union(fixtures.with_bucket_policy(statements), fixtures.with_trail(changes))

test_denies_a_bucket_without_a_policy if {
	fixtures.says(trail_path.deny, fixtures.bucket, ["no policy"]) with input as fixtures.with_bucket({"policy": null})
}

test_denies_a_policy_without_cloudtrail if {
	without := fixtures.with_bucket_policy([])
	fixtures.says(trail_path.deny, fixtures.bucket, ["audit", "no statement"]) with input as without
}

test_denies_statements_that_do_not_let_cloudtrail_write if {
	every elements in [
		{"effect": "Deny"},
		{"principals": fixtures.root(fixtures.account)},
		{"principals": [{"type": "Service", "id": "logging.s3.amazonaws.com", "account": ""}]},
		{"actions": ["s3:GetBucketAcl"]},
	] {
		other := fixtures.with_bucket_policy([object.union(_writing([_own]), elements)])
		fixtures.says(trail_path.deny, fixtures.bucket, ["no statement"]) with input as other
	}
}

test_denies_the_path_of_another_account if {
	other := fixtures.with_bucket_policy([_writing(["arn:aws:s3:::audit-logs/AWSLogs/999988887777/*"])])
	words := ["AWSLogs/111122223333/,", `999988887777/* (statement "Write")`]
	fixtures.says(trail_path.deny, fixtures.bucket, words) with input as other
}

# aws-cdk 6741: the prefix was changed on one side only.
test_denies_a_prefix_that_only_the_trail_has if {
	input_ := _trail({"s3_key_prefix": "eu"}, [_writing([_own])])
	fixtures.says(trail_path.deny, fixtures.bucket, ["audit-logs/eu/AWSLogs/111122223333/"]) with input as input_
}

test_denies_a_prefix_that_only_the_policy_has if {
	prefixed := fixtures.with_bucket_policy([_writing(["arn:aws:s3:::audit-logs/eu/AWSLogs/111122223333/*"])])
	count(trail_path.deny) == 1 with input as prefixed
}

test_denies_a_path_that_the_statement_leaves_out if {
	excluding := object.union(_writing([]), {"not_resources": ["arn:aws:s3:::audit-logs/AWSLogs/*"]})
	but := fixtures.with_bucket_policy([excluding])
	fixtures.says(trail_path.deny, fixtures.bucket, ["all but arn:aws:s3:::audit-logs/AWSLogs/*"]) with input as but
}

test_denies_a_bucket_named_without_its_objects if {
	count(trail_path.deny) == 1 with input as fixtures.with_bucket_policy([_writing([fixtures.bucket])])
}

# aws-cdk 22267
test_denies_an_organization_trail_without_the_path_of_the_organization if {
	input_ := _trail({"is_organization_trail": true}, [_writing([_own])])
	fixtures.says(trail_path.deny, fixtures.bucket, ["AWSLogs/ORGANIZATION/"]) with input as input_
}

test_denies_an_organization_trail_with_a_part_of_the_path if {
	part := "arn:aws:s3:::audit-logs/AWSLogs/o-a1b2c3d4e5/111122223333"
	count(trail_path.deny) == 1 with input as _trail({"is_organization_trail": true}, [_writing([_own, part])])
}

test_denies_an_organization_trail_without_the_path_of_the_account if {
	input_ := _trail({"is_organization_trail": true}, [_writing([_organization])])
	fixtures.says(trail_path.deny, fixtures.bucket, ["AWSLogs/111122223333/"]) with input as input_
	count(trail_path.deny) == 1 with input as input_
}

test_denies_one_of_two_trails if {
	input_ := object.union(fixtures.with_bucket_policy([_writing([_own])]), {"cloudtrail": {"trails": {
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/two": fixtures.another_trail({
			"name": "two",
			"s3_key_prefix": "two",
		}),
	}}})
	fixtures.says(trail_path.deny, fixtures.bucket, ["trail two"]) with input as input_
	count(trail_path.deny) == 1 with input as input_
}

test_allows_the_path_of_the_trail if {
	trail_path.deny == set() with input as fixtures.with_bucket_policy([_writing([_own])])
}

test_allows_another_trail_and_its_bucket if {
	twin := {"s3": {"buckets": {"arn:aws:s3:::twin": {"policy": {"document": {"statements": [
		_writing(["arn:aws:s3:::twin/AWSLogs/111122223333/*"]),
	]}}}}}}
	both := object.union(fixtures.with_bucket_policy([_writing([_own])]), object.union(fixtures.twin("two"), twin))
	trail_path.deny == set() with input as both
	organization := object.union(
		fixtures.with_bucket_policy([_writing([_own, _organization])]),
		fixtures.with_trail({"is_organization_trail": true}),
	)
	trail_path.deny == set() with input as object.union(organization, object.union(fixtures.twin("two"), twin))
}

test_allows_the_trail_of_another_account if {
	trail_path.deny == set() with input as object.union(fixtures.with_bucket_policy([_writing([_own])]), fixtures.guest)
}

test_allows_a_bucket_that_is_gone if {
	gone := object.union(fixtures.with_bucket_policy([]), fixtures.with_bucket({"exists": false}))
	trail_path.deny == set() with input as gone
	organization := {"cloudtrail": {"trails": {fixtures.trail: {"is_organization_trail": true}}}}
	trail_path.deny == set() with input as object.union(gone, organization)
}

test_allows_wider_paths_and_actions if {
	every resource in ["*", "arn:aws:s3:::audit-logs/*", "arn:aws:s3:::audit-logs/AWSLogs/*"] {
		wide := object.union(_writing([resource]), {"actions": ["s3:Put*"]})
		trail_path.deny == set() with input as _trail({"is_organization_trail": true}, [wide])
	}
}

test_allows_a_statement_that_leaves_out_something_else if {
	but := object.union(_writing([]), {"not_resources": ["arn:aws:s3:::audit-logs/private/*"]})
	trail_path.deny == set() with input as fixtures.with_bucket_policy([but])
}

# "Principal": "*" means services too; that it is public is another rule's.
test_allows_a_principal_of_everybody if {
	open := object.union(_writing([_own]), {"principals": fixtures.anybody})
	trail_path.deny == set() with input as fixtures.with_bucket_policy([open])
}

test_allows_both_paths_of_an_organization_trail_under_a_prefix if {
	trail_path.deny == set() with input as _trail(
		{"is_organization_trail": true, "s3_key_prefix": "org"},
		[
			_writing(["arn:aws:s3:::audit-logs/org/AWSLogs/111122223333/*"]),
			_writing(["arn:aws:s3:::audit-logs/org/AWSLogs/o-a1b2c3d4e5/*"]),
		],
	)
}

test_allows_the_partition_of_the_bucket if {
	gov := "arn:aws-us-gov:s3:::audit-logs"
	statement := _writing([sprintf("%s/AWSLogs/111122223333/*", [gov])])
	input_ := object.union(fixtures.with_trail({"bucket": gov}), {"s3": {"buckets": {gov: {
		"name": "audit-logs",
		"policy": {"document": {"statements": [statement]}},
	}}}})
	trail_path.deny == set() with input as input_
}

test_denies_in_full if {
	elsewhere := [
		_writing(["arn:aws:s3:::audit-logs/b/*", "arn:aws:s3:::audit-logs/c/*"]),
		object.union(_writing(["arn:aws:s3:::audit-logs/a/*"]), {"sid": "", "offset": 9}),
	]
	words := [concat("", [
		"trail audit writes to arn:aws:s3:::audit-logs/AWSLogs/111122223333/, but CloudTrail may put objects at ",
		"arn:aws:s3:::audit-logs/a/* (statement at byte 9), ",
		`arn:aws:s3:::audit-logs/b/*, arn:aws:s3:::audit-logs/c/* (statement "Write") only`,
	])]
	fixtures.says(trail_path.deny, fixtures.bucket, words) with input as fixtures.with_bucket_policy(elsewhere)
	excluded := ["arn:aws:s3:::audit-logs/AWSLogs/*", "arn:aws:s3:::audit-logs/private/*"]
	but := fixtures.with_bucket_policy([object.union(_writing([]), {"not_resources": excluded})])
	fixtures.says(trail_path.deny, fixtures.bucket, [sprintf("all but %s", [concat(", ", excluded)])]) with input as but
}

test_denies_an_organization_trail_with_paths_that_only_look_so if {
	every resource in [
		"arn:aws:s3:::audit-logs/AWSLogs/o-a1b2c3d4e5/*/CloudTrail",
		"arn:aws:s3:::inbox/arn:aws:s3:::audit-logs/AWSLogs/o-a1b2c3d4e5/*",
	] {
		count(trail_path.deny) == 1 with input as _trail({"is_organization_trail": true}, [_writing([_own, resource])])
	}
}

test_allows_the_path_of_any_organization if {
	any_organization := [_writing([_own, "arn:aws:s3:::audit-logs/AWSLogs/o-*"])]
	trail_path.deny == set() with input as _trail({"is_organization_trail": true}, any_organization)
}

test_allows_what_the_user_guide_recommends if {
	trail_path.deny == set() with input as fixtures.with_bucket_policy(fixtures.guide_bucket_policy)
}

_central_write(resources) := {"policy": {"document": {"statements": [_writing(resources)]}}}

test_denies_a_named_bucket_that_cloudtrail_may_not_write_to if {
	input_ := fixtures.with_central({"named": true}, {"policy": {"document": {"statements": []}}})
	fixtures.says(trail_path.deny, fixtures.central, ["are said to write", "no statement"]) with input as input_
	without := fixtures.with_central({"named": true}, {"policy": null})
	fixtures.says(trail_path.deny, fixtures.central, ["no policy"]) with input as without
}

test_denies_the_path_of_a_trail_of_another_account if {
	statements := _central_write(["arn:aws:s3:::central/AWSLogs/1/*"])
	bucket := fixtures.with_central({"trails": [fixtures.guest_trail]}, statements)
	organized := object.union(bucket, fixtures.to_central({}))
	nothing := {"policy": {"document": {"statements": []}}}
	closed := object.union(organized, {"s3": {"buckets": {fixtures.central: nothing}}})
	not fixtures.says(trail_path.deny, fixtures.central, ["are said to write"]) with input as closed
	count({d | some d in trail_path.deny; d.resource == fixtures.central}) == 2 with input as organized
}

test_allows_central_buckets_that_cloudtrail_may_write_to if {
	input_ := fixtures.with_central({"named": true}, _central_write(["arn:aws:s3:::central/AWSLogs/*"]))
	central := {d | some d in trail_path.deny; d.resource == fixtures.central} with input as input_
	central == set()
	fed := object.union(
		fixtures.with_central({"trails": [fixtures.guest_trail]}, _central_write(["arn:aws:s3:::central/AWSLogs/*"])),
		fixtures.to_central({}),
	)
	of_trail := {d | some d in trail_path.deny; d.resource == fixtures.central} with input as fed
	of_trail == set()
}

# Policies of old let in an account of CloudTrail's for each Region; s3.confused_deputy is about them.
test_allows_and_denies_by_the_path_that_accounts_of_cloudtrail_have if {
	legacy := [{"type": "AWS", "id": "903692715234", "account": "903692715234"}]
	old := fixtures.with_bucket_policy([object.union(_writing([_own]), {"principals": legacy})])
	trail_path.deny == set() with input as old
	elsewhere := ["arn:aws:s3:::audit-logs/AWSLogs/999988887777/*"]
	misplaced := fixtures.with_bucket_policy([object.union(_writing(elsewhere), {"principals": legacy})])
	fixtures.says(trail_path.deny, fixtures.bucket, ["999988887777"]) with input as misplaced
}
