package rules.cloudtrail.logs_configured_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.logs_configured

test_denies_a_trail_without_a_group if {
	fixtures.says(logs_configured.deny, fixtures.trail, ["no CloudWatch Logs group"]) with input as fixtures.world({})
	count(logs_configured.deny) == 1 with input as fixtures.world({})
}

test_denies_a_trail_without_a_role if {
	roleless := fixtures.with_trail({"log_group": fixtures.group})
	fixtures.says(logs_configured.deny, fixtures.trail, [fixtures.group, "no role"]) with input as roleless
	count(logs_configured.deny) == 1 with input as roleless
}

test_allows_a_trail_with_both if {
	both := {"log_group": fixtures.group, "logs_role": "arn:aws:iam::111122223333:role/logs"}
	logs_configured.deny == set() with input as fixtures.with_trail(both)
}

# prowler 2438
test_allows_what_the_management_account_owns if {
	logs_configured.deny == set() with input as fixtures.with_trail({"owner": fixtures.stranger})
	roleless := {"owner": fixtures.stranger, "log_group": fixtures.group}
	logs_configured.deny == set() with input as fixtures.with_trail(roleless)
}
