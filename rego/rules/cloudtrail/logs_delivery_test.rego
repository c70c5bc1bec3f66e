package rules.cloudtrail.logs_delivery_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.logs_delivery

_streaming(home, abroad) := fixtures.with_trail({
	"log_group": fixtures.group,
	"status": {
		"eu-west-1": {"latest_cloudwatch_logs_delivery_time": abroad},
		"us-east-1": {"latest_cloudwatch_logs_delivery_time": home},
	},
})

# steampipe-mod-aws-compliance reads the time of the delivery to S3 here, which is fresh.
test_denies_an_old_delivery if {
	old := _streaming("2026-02-27T00:00:00Z", "2026-02-26T00:00:00Z")
	fixtures.says(logs_delivery.deny, fixtures.trail, ["since 2026-02-27T00:00:00Z"]) with input as old
}

test_denies_a_group_that_nothing_ever_reached if {
	fixtures.says(logs_delivery.deny, fixtures.trail, ["yet"]) with input as _streaming(null, null)
}

test_denies_by_the_parameter if {
	fresh := _streaming("2026-03-01T09:00:00Z", null)
	count(logs_delivery.deny) == 1 with input as fresh with data.params as {"delivery_hours": 2}
	logs_delivery.deny == set() with input as fresh with data.params as {"delivery_hours": 4}
}

test_allows_a_fresh_delivery_from_any_region if {
	logs_delivery.deny == set() with input as _streaming(null, "2026-03-01T11:00:00Z")
}

test_allows_a_trail_that_was_just_switched_on if {
	started := {"start_logging_time": "2026-03-01T11:30:00Z"}
	logs_delivery.deny == set() with input as fixtures.with_trail({
		"log_group": fixtures.group,
		"status": {"us-east-1": started},
	})
}

test_allows_a_trail_without_a_log_group if {
	logs_delivery.deny == set() with input as fixtures.world({})
}

test_denies_what_is_older_than_a_day_and_no_sooner if {
	late := _streaming("2026-02-28T11:59:59Z", null)
	words := ["nothing has reached the log group since 2026-02-28T11:59:59Z"]
	fixtures.says(logs_delivery.deny, fixtures.trail, words) with input as late
	logs_delivery.deny == set() with input as _streaming("2026-02-28T12:00:00Z", null)
}

# prowler 2438
test_allows_what_the_management_account_owns if {
	foreign := {"owner": fixtures.stranger, "log_group": fixtures.group}
	logs_delivery.deny == set() with input as fixtures.with_trail(foreign)
}
