package lib.events_test

import data.lib.events
import data.lib.fixtures_test as fixtures

_advanced(fields) := {"basic": [], "advanced": [{"name": null, "fields": fields}]}

_narrowed(name, operators) := _advanced([fixtures.management, fixtures.field(name, operators)])

_basic(changes) := {"advanced": [], "basic": [object.union(fixtures.basic("All"), changes)]}

_data := fixtures.field("eventCategory", {"equals": ["Data"]})

_source := fixtures.field("eventSource", {"equals": ["Management"]})

test_no_selectors_record_everything if {
	every kind in ["read", "write"] {
		events.records(null, kind, events.unnamed)
		events.records({"basic": [], "advanced": []}, kind, "kms.amazonaws.com")
	}
}

test_basic_selectors if {
	events.records(_basic({}), "write", "x")
	events.records(_basic({"read_write_type": "WriteOnly"}), "write", "x")
	not events.records(_basic({"read_write_type": "WriteOnly"}), "read", "x")
	not events.records(_basic({"read_write_type": "ReadOnly"}), "write", "x")
	not events.records(_basic({"include_management_events": false}), "write", "x")
	not events.records(_basic({"exclude_management_event_sources": ["x"]}), "write", "x")
	events.records(_basic({"exclude_management_event_sources": ["x"]}), "write", events.unnamed)
}

test_advanced_selectors if {
	events.records(_advanced([fixtures.management]), "write", "x")
	not events.records(_advanced([_data]), "write", "x")
	not events.records(_advanced([]), "write", "x")
	not events.records(_advanced([_data, _source]), "write", "Management")
	events.records(_narrowed("readOnly", {"equals": ["false"]}), "write", "x")
	not events.records(_narrowed("readOnly", {"equals": ["true"]}), "write", "x")
	not events.records(_narrowed("readOnly", {"not_equals": ["false"]}), "write", "x")
}

test_advanced_selectors_of_sources if {
	not events.records(_narrowed("eventSource", {"not_equals": ["x"]}), "write", "x")
	events.records(_narrowed("eventSource", {"not_equals": ["x"]}), "write", "y")
	events.records(_narrowed("eventSource", {"equals": ["x"]}), "write", "x")
	not events.records(_narrowed("eventSource", {"equals": ["x"]}), "write", events.unnamed)
}

test_operators_that_narrow_in_unknown_ways if {
	every operator in ["starts_with", "not_starts_with", "ends_with", "not_ends_with"] {
		not events.records(_narrowed("eventSource", {operator: ["x"]}), "write", "y")
	}
}

test_named if {
	events.named(_basic({"exclude_management_event_sources": ["x"]})) == {"x"}
	events.named(_narrowed("eventSource", {"equals": ["y"], "not_equals": ["z"]})) == {"y", "z"}
}

test_described if {
	events.described({"basic": [], "advanced": []}) == ""
	events.described(_basic({"include_management_events": false})) == "no management events"
	events.described(_basic({"exclude_management_event_sources": ["x"]})) == "ReadWriteType All without x"
	deletions := fixtures.field("eventName", {"not_starts_with": ["Delete", "Put"]})
	words := ["eventCategory = Management", "eventName does not start with Delete, Put"]
	events.described(_advanced([fixtures.management, deletions])) == concat(" and ", words)
}

test_described_with_every_operator if {
	operators := {"equals", "not_equals", "starts_with", "not_starts_with", "ends_with", "not_ends_with"}
	described := {operator: text |
		some operator in operators
		text := events.described(_advanced([fixtures.field("eventName", {operator: ["a", "b"]})]))
	}
	described == {
		"equals": "eventName = a, b",
		"not_equals": "eventName != a, b",
		"starts_with": "eventName starts with a, b",
		"not_starts_with": "eventName does not start with a, b",
		"ends_with": "eventName ends with a, b",
		"not_ends_with": "eventName does not end with a, b",
	}
}

test_described_by_two_selectors if {
	both := {"advanced": [], "basic": [fixtures.basic("ReadOnly"), fixtures.basic("WriteOnly")]}
	events.described(both) == "ReadWriteType ReadOnly; ReadWriteType WriteOnly"
}
