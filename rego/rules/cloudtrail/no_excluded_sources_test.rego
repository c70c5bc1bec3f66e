package rules.cloudtrail.no_excluded_sources_test

import data.lib.fixtures
import data.rules.cloudtrail.no_excluded_sources

_basics(list) := fixtures.with_trail({"event_selectors": {"basic": list, "advanced": []}})

_selector(include, exclude) := {
	"read_write_type": "All", "include_management_events": include,
	"exclude_management_event_sources": exclude, "data_resources": [],
}

_field(name, equals, not_equals) := {
	"field": name, "equals": equals, "not_equals": not_equals, "starts_with": [], "not_starts_with": [],
	"ends_with": [], "not_ends_with": [],
}

_advanced(fields) := fixtures.with_trail({"event_selectors": {
	"basic": [],
	"advanced": [{"name": null, "fields": fields}],
}})

test_denies_basic_without_kms if {
	account := _basics([_selector(true, ["kms.amazonaws.com", "rdsdata.amazonaws.com"])])
	fixtures.denied(no_excluded_sources.deny) == {fixtures.trail} with input as account
	fixtures.messages(no_excluded_sources.deny) == {
		"management events of kms.amazonaws.com are left out",
		"management events of rdsdata.amazonaws.com are left out",
	} with input as account
}

# c7n PR 8968 leaves this to the user.
test_denies_advanced_without_kms if {
	account := _advanced([
		_field("eventCategory", ["Management"], []), _field("eventSource", [], ["kms.amazonaws.com"]),
	])
	fixtures.messages(no_excluded_sources.deny) == {
		"management events of kms.amazonaws.com are left out",
	} with input as account
}

test_allows_all_sources if {
	count(no_excluded_sources.deny) == 0 with input as _basics([_selector(true, [])])
}

test_allows_no_selectors if {
	count(no_excluded_sources.deny) == 0 with input as fixtures.with_trail({})
}

test_allows_selector_without_management_events if {
	count(no_excluded_sources.deny) == 0 with input as _basics([_selector(false, ["kms.amazonaws.com"])])
}

test_allows_data_selector_with_source if {
	account := _advanced([_field("eventCategory", ["Data"], []), _field("eventSource", [], ["x.amazonaws.com"])])
	count(no_excluded_sources.deny) == 0 with input as account
}

test_allows_trail_of_another_account if {
	account := fixtures.with_trail({
		"owner": "999988887777",
		"event_selectors": {"basic": [_selector(true, ["kms.amazonaws.com"])], "advanced": []},
	})
	count(no_excluded_sources.deny) == 0 with input as account
}
