package rules.cloudtrail.insight_types_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.insight_types

_insights(categories) := [
	{"type": "ApiCallRateInsight", "event_categories": categories},
	{"type": "ApiErrorRateInsight", "event_categories": categories},
]

_trail(selectors) := fixtures.with_trail({"insight_selectors": selectors})

test_denies_one_type_alone if {
	one := _trail([{"type": "ApiCallRateInsight", "event_categories": []}])
	words := ["no ApiErrorRateInsight", "ApiCallRateInsight of Management"]
	fixtures.says(insight_types.deny, fixtures.trail, words) with input as one
	count(insight_types.deny) == 1 with input as one
	other := _trail([{"type": "ApiErrorRateInsight", "event_categories": []}])
	fixtures.says(insight_types.deny, fixtures.trail, ["no ApiCallRateInsight"]) with input as other
}

test_denies_data_events_alone if {
	words := ["no ApiCallRateInsight", "ApiCallRateInsight of Data; ApiErrorRateInsight of Data"]
	fixtures.says(insight_types.deny, fixtures.trail, words) with input as _trail(_insights(["Data"]))
	count(insight_types.deny) == 2 with input as _trail(_insights(["Data"]))
	others := _trail(_insights(["NetworkActivity", "Data"]))
	said := ["ApiErrorRateInsight of Data, NetworkActivity"]
	fixtures.says(insight_types.deny, fixtures.trail, said) with input as others
}

test_denies_a_trail_of_reads if {
	reading := fixtures.with_trail({
		"insight_selectors": _insights([]),
		"event_selectors": {"basic": [fixtures.basic("ReadOnly")], "advanced": []},
	})
	words := ["does not record all write", "ReadWriteType ReadOnly"]
	fixtures.says(insight_types.deny, fixtures.trail, words) with input as reading
}

test_allows_both_types if {
	insight_types.deny == set() with input as _trail(_insights([]))
	insight_types.deny == set() with input as _trail(_insights(["Data", "Management"]))
	writing := {"basic": [fixtures.basic("WriteOnly")], "advanced": []}
	insight_types.deny == set() with input as fixtures.with_trail({
		"insight_selectors": _insights([]),
		"event_selectors": writing,
	})
}

test_allows_a_trail_without_insights if {
	insight_types.deny == set() with input as fixtures.selecting({"basic": [fixtures.basic("ReadOnly")]})
}
