package rules.s3.notification_targets_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.notification_targets

_to(arns) := fixtures.with_bucket({"notification": {
	"event_bridge": false,
	"targets": [{"arn": arn, "events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]} | some arn in arns],
}})

_theirs := "arn:aws:lambda:us-east-1:999988887777:function:f"

test_denies_each_kind_of_target_in_a_foreign_account if {
	every arn in [_theirs, "arn:aws:sqs:us-east-1:999988887777:q", "arn:aws-cn:sns:cn-north-1:999988887777:t"] {
		words := [sprintf(
			"the bucket sends s3:ObjectCreated:*, s3:ObjectRemoved:* to %s, which is in none of our accounts",
			[arn],
		)]
		fixtures.says(notification_targets.deny, fixtures.bucket, words) with input as _to([fixtures.topic, arn])
		count(notification_targets.deny) == 1 with input as _to([fixtures.topic, arn])
	}
}

test_denies_a_target_of_ours_that_the_list_leaves_out if {
	listed := {"notification_targets": [fixtures.topic]}
	words := ["function:f", "does not name"]
	fixtures.says(notification_targets.deny, fixtures.bucket, words) with input as _to([
		fixtures.topic,
		"arn:aws:lambda:us-east-1:111122223333:function:f",
	])
		with data.params as listed
	count(notification_targets.deny) == 1 with input as _to([_theirs]) with data.params as listed
}

test_allows_targets_of_ours if {
	notification_targets.deny == set() with input as _to([fixtures.topic])
	notification_targets.deny == set() with input as _to([_theirs]) with data.params as {"accounts": [fixtures.stranger]}
}

test_allows_a_target_in_the_list if {
	notification_targets.deny == set() with input as _to([_theirs]) with data.params as {"notification_targets": [_theirs]}
}

test_allows_no_targets if {
	notification_targets.deny == set() with input as _to([])
	notification_targets.deny == set() with input as fixtures.with_bucket({"notification": null})
}
