package rules.cloudtrail.some_trail_logs_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.some_trail_logs

# steampipe-mod-aws-compliance 408
test_denies_an_account_without_trails if {
	fixtures.says(some_trail_logs.deny, fixtures.account, ["no trail"]) with input as fixtures.with_trails({})
	count(some_trail_logs.deny) == 1 with input as fixtures.with_trails({})
}

test_denies_trails_that_are_all_off if {
	off := fixtures.with_trail({"status": {"eu-west-1": fixtures.off, "us-east-1": fixtures.off}})
	fixtures.says(some_trail_logs.deny, fixtures.account, ["is logging: arn", "trail/audit, arn"]) with input as off
}

# aws-config-rules 391 asks each Region for a trail of its own.
test_allows_one_that_logs_somewhere if {
	some_trail_logs.deny == set() with input as fixtures.with_trail({"status": {"us-east-1": fixtures.off}})
}

# prowler 2438, prowler 1427
test_allows_an_organization_trail_seen_from_a_member if {
	some_trail_logs.deny == set() with input as fixtures.with_trail({
		"owner": fixtures.stranger,
		"is_organization_trail": true,
	})
}

test_denies_one_trail_that_is_off if {
	off := fixtures.another_trail({"status": {"eu-west-1": fixtures.off, "us-east-1": fixtures.off}})
	words := [sprintf("none of the trails is logging: %s", [fixtures.trail])]
	fixtures.says(some_trail_logs.deny, fixtures.account, words) with input as fixtures.with_trails({fixtures.trail: off})
}

test_denies_and_names_each_trail if {
	off := fixtures.with_trail({"status": {"eu-west-1": fixtures.off, "us-east-1": fixtures.off}})
	words := [sprintf("%s, arn:aws:cloudtrail:us-east-1:999988887777:trail/bystander", [fixtures.trail])]
	fixtures.says(some_trail_logs.deny, fixtures.account, words) with input as off
}
