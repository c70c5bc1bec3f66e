package rules.cloudtrail.management_events_test

import data.lib.fixtures
import data.rules.cloudtrail.management_events

_basic(type, include, exclude) := {
	"read_write_type": type, "include_management_events": include,
	"exclude_management_event_sources": exclude, "data_resources": [],
}

_equals(name, values) := {
	"field": name, "equals": values, "not_equals": [], "starts_with": [], "not_starts_with": [],
	"ends_with": [], "not_ends_with": [],
}

_not_equals(name, values) := object.union(_equals(name, []), {"not_equals": values})

_basics(list) := fixtures.with_trail({"event_selectors": {"basic": list, "advanced": []}})

_advanced(fields) := fixtures.with_trail({"event_selectors": {
	"basic": [],
	"advanced": [{"name": "any name", "fields": fields}],
}})

_management := _equals("eventCategory", ["Management"])

_missing(half) := sprintf("no trail records all %s management events in us-east-1", [half])

test_denies_account_without_trail if {
	fixtures.messages(management_events.deny) == {_missing("read"), _missing("write")} with input as fixtures.nothing
}

# stratus-red-team cloudtrail-event-selectors
test_denies_selectors_that_take_nothing if {
	account := _basics([_basic("ReadOnly", false, [])])
	fixtures.messages(management_events.deny) == {_missing("read"), _missing("write")} with input as account
}

test_denies_read_only if {
	fixtures.messages(management_events.deny) == {_missing("write")}
		with input as _basics([_basic("ReadOnly", true, [])])
}

test_denies_write_only if {
	fixtures.messages(management_events.deny) == {_missing("read")}
		with input as _basics([_basic("WriteOnly", true, [])])
}

test_denies_trail_that_is_off if {
	off := fixtures.with_trail({"status": {"us-east-1": fixtures.status({"is_logging": false})}})
	count(management_events.deny) == 2 with input as off
}

test_denies_advanced_read_only if {
	account := _advanced([_management, _equals("readOnly", ["true"])])
	fixtures.messages(management_events.deny) == {_missing("write")} with input as account
}

# steampipe takes a data selector for management events.
test_denies_advanced_data_only if {
	account := _advanced([_equals("eventCategory", ["Data"]), _equals("resources.type", ["AWS::S3::Object"])])
	count(management_events.deny) == 2 with input as account
}

# prowler PR 10858: a further field narrows the events.
test_denies_advanced_without_one_actor if {
	account := _advanced([_management, _not_equals("userIdentity.arn", ["arn:aws:iam::111122223333:user/mallory"])])
	count(management_events.deny) == 2 with input as account
}

test_denies_advanced_without_one_call if {
	count(management_events.deny) == 2 with input as _advanced([_management, _not_equals("eventName", ["StopLogging"])])
}

test_denies_advanced_of_one_source if {
	count(management_events.deny) == 2
		with input as _advanced([_management, _equals("eventSource", ["s3.amazonaws.com"])])
}

test_denies_region_without_coverage if {
	account := object.union(fixtures.with_trail({}), {
		"regions": {"eu-west-1": {"opt_status": "ENABLED_BY_DEFAULT", "enabled": true}},
		"cloudtrail": {"listed": {"eu-west-1": []}},
	})
	fixtures.messages(management_events.deny) == {
		"no trail records all read management events in eu-west-1",
		"no trail records all write management events in eu-west-1",
	} with input as account
}

test_allows_no_selectors if {
	count(management_events.deny) == 0 with input as fixtures.with_trail({})
}

test_allows_basic_all if {
	count(management_events.deny) == 0 with input as _basics([_basic("All", true, [])])
}

# A left out source is another rule's question.
test_allows_basic_all_without_kms if {
	count(management_events.deny) == 0 with input as _basics([_basic("All", true, ["kms.amazonaws.com"])])
}

# prowler wants the selector to be named "Management events selector".
test_allows_advanced_under_any_name if {
	count(management_events.deny) == 0 with input as _advanced([_management])
}

test_allows_advanced_in_two_halves if {
	account := fixtures.with_trail({"event_selectors": {"basic": [], "advanced": [
		{"name": null, "fields": [_management, _equals("readOnly", ["true"])]},
		{"name": null, "fields": [_management, _equals("readOnly", ["false"])]},
	]}})
	count(management_events.deny) == 0 with input as account
}

test_allows_advanced_without_kms if {
	count(management_events.deny) == 0
		with input as _advanced([_management, _not_equals("eventSource", ["kms.amazonaws.com"])])
}

# A ReadOnly trail and a WriteOnly trail are full coverage together. ScoutSuite 1668
test_allows_union_of_two_trails if {
	other := "arn:aws:cloudtrail:us-east-1:111122223333:trail/other"
	account := object.union(_basics([_basic("ReadOnly", true, [])]), {"cloudtrail": {
		"trails": {other: {
			"name": "other", "status": {"us-east-1": fixtures.status({})},
			"event_selectors": {"basic": [_basic("WriteOnly", true, [])], "advanced": []},
		}},
		"listed": {"us-east-1": [fixtures.trail, other]},
	}})
	count(management_events.deny) == 0 with input as account
}
