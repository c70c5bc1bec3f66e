package rules.cloudtrail.management_selectors_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.management_selectors

_with(name, operators) := fixtures.selecting(fixtures.advanced([
	[fixtures.management, fixtures.field(name, operators)],
]))

# prowler 10858
test_denies_selectors_that_leave_somebody_or_something_out if {
	every name in ["userIdentity.arn", "eventName", "eventType", "sessionCredentialFromConsole"] {
		narrow := _with(name, {"not_equals": ["x"]})
		words := ["some read and write management events", sprintf("%s != x", [name])]
		fixtures.says(management_selectors.deny, fixtures.trail, words) with input as narrow
		count(management_selectors.deny) == 1 with input as narrow
	}
}

test_denies_an_exclusion_that_cloudtrail_does_not_offer if {
	narrow := _with("eventSource", {"not_equals": ["sts.amazonaws.com"]})
	fixtures.says(management_selectors.deny, fixtures.trail, ["sts.amazonaws.com"]) with input as narrow
}

test_denies_a_choice_of_sources if {
	narrow := _with("eventSource", {"equals": ["kms.amazonaws.com"]})
	fixtures.says(management_selectors.deny, fixtures.trail, ["eventSource = kms"]) with input as narrow
}

test_allows_exclusions_that_cloudtrail_offers if {
	offered := _with("eventSource", {"not_equals": ["kms.amazonaws.com", "rdsdata.amazonaws.com"]})
	management_selectors.deny == set() with input as offered
}

test_allows_halves_and_data_events if {
	management_selectors.deny == set() with input as _with("readOnly", {"equals": ["true"]})
	data_only := fixtures.advanced([[
		fixtures.field("eventCategory", {"equals": ["Data"]}),
		fixtures.field("eventName", {"equals": ["DeleteObject"]}),
	]])
	management_selectors.deny == set() with input as fixtures.selecting(data_only)
	management_selectors.deny == set() with input as fixtures.world({})
}

test_allows_what_the_management_account_owns if {
	selectors := fixtures.advanced([[fixtures.management, fixtures.field("eventName", {"equals": ["x"]})]])
	foreign := fixtures.with_trail({"owner": fixtures.stranger, "event_selectors": selectors})
	management_selectors.deny == set() with input as foreign
}

test_denies_a_trail_of_some_writes if {
	narrow := fixtures.selecting(fixtures.advanced([[
		fixtures.management, fixtures.field("readOnly", {"equals": ["false"]}),
		fixtures.field("eventName", {"not_equals": ["StopLogging"]}),
	]]))
	fixtures.says(management_selectors.deny, fixtures.trail, ["some write management events"]) with input as narrow
}
