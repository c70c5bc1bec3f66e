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
	events.named(null) == set()
	events.named(_narrowed("eventSource", {"equals": ["y"], "not_equals": ["z"]})) == {"y", "z"}
}

test_described if {
	events.described({"basic": [], "advanced": []}) == ""
	events.described(_basic({"include_management_events": false})) == "no management events"
	events.described(_basic({"exclude_management_event_sources": ["x"]})) == "ReadWriteType All without x"
	deletions := fixtures.field("eventName", {"not_starts_with": ["Delete", "Put"]})
	words := ["eventCategory = Management", "eventName does not start with Delete, Put"]
	events.described(_advanced([fixtures.management, deletions])) == concat(" and ", words)
	objects := {"type": "AWS::S3::Object", "values": ["arn:aws:s3:::a/", "arn:aws:s3:::b/"]}
	words_of_data := "ReadWriteType All and data events of AWS::S3::Object arn:aws:s3:::a/, arn:aws:s3:::b/"
	events.described(_basic({"data_resources": [objects]})) == words_of_data
	events.described(null) == ""
	two := fixtures.advanced([[fixtures.management], [_data]])
	events.described(two) == "eventCategory = Data; eventCategory = Management"
	every operator, said in {
		"equals": "=", "not_equals": "!=", "starts_with": "starts with", "not_starts_with": "does not start with",
		"ends_with": "ends with", "not_ends_with": "does not end with",
	} {
		words_of_field := sprintf("eventCategory = Management and eventName %s x", [said])
		events.described(_narrowed("eventName", {operator: ["x"]})) == words_of_field
	}
}

test_mentions if {
	every kind in ["read", "write"] {
		events.mentions(null, kind)
		events.mentions({"basic": [], "advanced": []}, kind)
		events.mentions(_basic({}), kind)
		events.mentions(_advanced([fixtures.management]), kind)
		events.mentions(_narrowed("eventName", {"equals": ["StopLogging"]}), kind)
		not events.mentions(_advanced([_data]), kind)
		not events.mentions(_basic({"include_management_events": false}), kind)
	}
	events.mentions(_basic({"read_write_type": "ReadOnly"}), "read")
	not events.mentions(_basic({"read_write_type": "ReadOnly"}), "write")
	events.mentions(_narrowed("readOnly", {"equals": ["true"]}), "read")
	not events.mentions(_narrowed("readOnly", {"equals": ["true"]}), "write")
}

test_narrowed if {
	every selectors in [
		null, _basic({}), _basic({"read_write_type": "ReadOnly"}), _advanced([fixtures.management]), _advanced([_data]),
		_narrowed("readOnly", {"equals": ["true"]}),
		_narrowed("eventSource", {"not_equals": ["kms.amazonaws.com", "rdsdata.amazonaws.com"]}),
	] {
		events.narrowed(selectors) == set()
	}
	every selectors in [
		_narrowed("userIdentity.arn", {"not_equals": ["x"]}),
		_narrowed("eventName", {"not_starts_with": ["Stop"]}),
		_narrowed("eventSource", {"not_equals": ["sts.amazonaws.com"]}),
		_narrowed("eventSource", {"equals": ["kms.amazonaws.com"]}),
		_narrowed("eventSource", {"ends_with": [".com"]}),
	] {
		events.narrowed(selectors) == {"read", "write"}
	}
	half := fixtures.field("readOnly", {"equals": ["false"]})
	events.narrowed(_advanced([fixtures.management, half, fixtures.field("eventName", {"equals": ["x"]})])) == {"write"}
}

# What one selector leaves out another of the trail may record.
test_narrowed_selectors_beside_others if {
	some_calls := [fixtures.management, fixtures.field("eventName", {"equals": ["StopLogging"]})]
	events.narrowed(fixtures.advanced([[fixtures.management], some_calls])) == set()
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
