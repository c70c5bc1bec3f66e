package lib.subjects_test

import data.lib.fixtures_test as fixtures
import data.lib.subjects

test_account if {
	subjects.account == {fixtures.account} with input as fixtures.world({})
}

# prowler 2438
test_trails_are_those_that_the_account_owns if {
	subjects.trails == {fixtures.trail} with input as fixtures.world({})
	subjects.trails == set() with input as fixtures.with_trail({"owner": fixtures.stranger})
}

test_streaming_trails if {
	subjects.streaming_trails == set() with input as fixtures.world({})
	streaming := fixtures.with_trail({"log_group": fixtures.group})
	subjects.streaming_trails == {fixtures.trail} with input as streaming
	subjects.trail_log_groups == {fixtures.group} with input as streaming
}

test_buckets if {
	subjects.trail_buckets == {fixtures.bucket} with input as fixtures.with_bucket({"exists": false})
	subjects.log_buckets == set() with input as fixtures.with_bucket({"exists": false})
	subjects.log_buckets == {fixtures.bucket} with input as fixtures.world({})
}

test_buckets_that_nobody_saw_stay_in if {
	subjects.log_buckets == {fixtures.bucket} with input as object.remove(fixtures.world({}), ["s3"])
}

test_keys if {
	subjects.trail_keys == set() with input as fixtures.with_trail({"key": null})
	subjects.trail_keys == {fixtures.key} with input as fixtures.with_key({"exists": false})
	subjects.log_keys == set() with input as fixtures.with_key({"exists": false})
	subjects.log_keys == {fixtures.key} with input as fixtures.world({})
}

# ScoutSuite 1636
test_rotatable_keys if {
	subjects.rotatable_keys == {fixtures.key} with input as fixtures.world({})
	every metadata in [{"manager": "AWS"}, {"spec": "RSA_2048"}, {"origin": "EXTERNAL"}, {"state": "Disabled"}] {
		subjects.rotatable_keys == set() with input as fixtures.with_key({"metadata": metadata})
	}
}

test_keys_that_nobody_saw_stay_in if {
	subjects.rotatable_keys == {fixtures.key} with input as object.remove(fixtures.world({}), ["kms"])
}

test_alarm_topics if {
	subjects.alarm_topics == {fixtures.topic} with input as {"cloudwatch": {"alarms": {"a": {"alarm_actions": [
		fixtures.topic,
		"arn:aws:automate:us-east-1:ec2:stop",
	]}}}}
}
