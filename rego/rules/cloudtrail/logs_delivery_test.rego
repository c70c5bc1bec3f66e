package rules.cloudtrail.logs_delivery_test

import data.lib.fixtures
import data.rules.cloudtrail.logs_delivery

_delivered(time_) := fixtures.status({"latest_cloudwatch_logs_delivery_time": time_})

test_denies_stale_delivery if {
	account := fixtures.with_trail({"status": {
		"us-east-1": _delivered("2026-03-01T07:00:00Z"), "eu-west-1": _delivered("2026-02-01T07:00:00Z"),
	}})
	fixtures.denied(logs_delivery.deny) == {fixtures.trail} with input as account
	fixtures.messages(logs_delivery.deny) == {sprintf("%s; %s", [
		"no Region delivered to CloudWatch Logs in the last 24 hours", "the latest was on 2026-03-01T07:00:00Z",
	])} with input as account
}

test_denies_trail_that_never_delivered if {
	account := fixtures.with_trail({"status": {"us-east-1": _delivered(null)}})
	fixtures.messages(logs_delivery.deny) == {
		"no Region delivered to CloudWatch Logs in the last 24 hours; none ever did",
	} with input as account
}

test_allows_fresh_delivery if {
	count(logs_delivery.deny) == 0 with input as fixtures.with_trail({})
}

# A Region in which nothing happens delivers nothing.
test_allows_fresh_delivery_of_one_region if {
	account := fixtures.with_trail({"status": {
		"us-east-1": _delivered("2026-03-02T07:55:00Z"), "eu-west-1": _delivered(null),
	}})
	count(logs_delivery.deny) == 0 with input as account
}

test_allows_trail_without_log_group if {
	account := fixtures.with_trail({"log_group": null, "status": {"us-east-1": _delivered(null)}})
	count(logs_delivery.deny) == 0 with input as account
}
