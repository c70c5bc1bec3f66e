package rules.s3.notifications_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.notifications

_with(bridge, targets) := fixtures.with_bucket({"notification": {"event_bridge": bridge, "targets": targets}})

_target := {"arn": fixtures.topic, "events": ["s3:ObjectRemoved:*"]}

test_denies_a_bucket_that_notifies_nobody if {
	fixtures.says(notifications.deny, fixtures.bucket, ["notifies nobody"]) with input as _with(false, [])
	count(notifications.deny) == 1 with input as fixtures.with_bucket({"notification": null})
}

test_allows_each_kind if {
	notifications.deny == set() with input as _with(true, [])
	notifications.deny == set() with input as _with(false, [_target])
}

test_allows_what_nobody_saw if {
	notifications.deny == set() with input as fixtures.world({})
}
