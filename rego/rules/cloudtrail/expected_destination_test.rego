package rules.cloudtrail.expected_destination_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.expected_destination

_full := fixtures.with_trail({"sns_topic": fixtures.topic, "log_group": fixtures.group})

test_denies_another_bucket if {
	other := {"buckets": ["other", "another"]}
	words := ["the bucket audit-logs", "names another, other"]
	fixtures.says(expected_destination.deny, fixtures.trail, words) with input as _full with data.params as other
	count(expected_destination.deny) == 1 with input as _full with data.params as other
}

test_denies_another_topic if {
	other := {"topics": ["arn:aws:sns:us-east-1:111122223333:x", "arn:aws:sns:us-east-1:111122223333:other"]}
	fixtures.says(expected_destination.deny, fixtures.trail, [fixtures.topic, ":other, arn"]) with input as _full
		with data.params as other
	count(expected_destination.deny) == 1 with input as _full with data.params as other
	fixtures.says(expected_destination.deny, fixtures.trail, ["notifies no topic"]) with input as fixtures.world({})
		with data.params as other
}

test_denies_another_log_group if {
	start := "arn:aws:logs:us-east-1:111122223333:log-group:"
	other := {"log_groups": [concat("", [start, "x"]), concat("", [start, "other"])]}
	fixtures.says(expected_destination.deny, fixtures.trail, [fixtures.group, ":other, arn"]) with input as _full
		with data.params as other
	count(expected_destination.deny) == 1 with input as _full with data.params as other
	fixtures.says(expected_destination.deny, fixtures.trail, ["to no log group"]) with input as fixtures.world({})
		with data.params as other
}

test_allows_what_is_expected if {
	expected_destination.deny == set() with input as _full
		with data.params as {"buckets": ["audit-logs"], "topics": [fixtures.topic], "log_groups": [fixtures.group]}
}

test_allows_anything_where_nothing_is_expected if {
	expected_destination.deny == set() with input as _full
}

test_denies_by_lists_of_one if {
	every name in ["buckets", "topics", "log_groups"] {
		count(expected_destination.deny) == 1 with input as _full with data.params as {name: ["x"]}
	}
}
