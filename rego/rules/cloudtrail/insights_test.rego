package rules.cloudtrail.insights_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.insights

_rate := [{"type": "ApiCallRateInsight", "event_categories": []}]

test_denies_a_trail_without_insights if {
	fixtures.says(insights.deny, fixtures.account, ["no logging trail"]) with input as fixtures.world({})
	empty := fixtures.with_trail({"insight_selectors": []})
	fixtures.says(insights.deny, fixtures.account, ["no logging trail"]) with input as empty
}

test_denies_insights_of_a_trail_that_is_off if {
	off := {"insight_selectors": _rate, "status": {"eu-west-1": fixtures.off, "us-east-1": fixtures.off}}
	fixtures.says(insights.deny, fixtures.account, ["no logging trail"]) with input as fixtures.with_trail(off)
}

test_allows_a_trail_with_insights if {
	insights.deny == set() with input as fixtures.with_trail({"insight_selectors": _rate})
}

test_allows_insights_of_an_organization_trail_beside_an_own_one if {
	insights.deny == set() with input as fixtures.with_trails({
		fixtures.trail: fixtures.another_trail({}),
		"arn:aws:cloudtrail:us-east-1:999988887777:trail/organization": fixtures.another_trail({
			"owner": fixtures.stranger,
			"insight_selectors": _rate,
		}),
	})
}

# prowler 2438
test_allows_what_the_management_account_owns if {
	insights.deny == set() with input as fixtures.with_trail({"owner": fixtures.stranger})
}
