package rules.cloudtrail.event_sources_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.event_sources

_basic(type, excluded) := {"advanced": [], "basic": [object.union(
	fixtures.basic(type),
	{"exclude_management_event_sources": excluded},
)]}

_kms := fixtures.field("eventSource", {"equals": ["kms.amazonaws.com"]})

# cloud-custodian 8968
test_denies_a_source_that_a_basic_selector_leaves_out if {
	narrow := fixtures.with_trail({"event_selectors": _basic("All", ["kms.amazonaws.com"])})
	every kind in ["read", "write"] {
		fixtures.says(event_sources.deny, fixtures.account, [kind, "kms.amazonaws.com"]) with input as narrow
	}
	not fixtures.says(event_sources.deny, fixtures.account, ["trail bystander"]) with input as narrow
}

test_denies_a_source_that_an_advanced_selector_leaves_out if {
	source := fixtures.field("eventSource", {"not_equals": ["rdsdata.amazonaws.com"]})
	narrow := fixtures.with_trail({"event_selectors": {"basic": [], "advanced": [
		{"name": null, "fields": [fixtures.management, source]},
	]}})
	fixtures.says(event_sources.deny, fixtures.account, ["write", "rdsdata.amazonaws.com"]) with input as narrow
}

test_denies_a_source_of_one_kind if {
	narrow := fixtures.with_trails({
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/all": fixtures.another_trail({
			"event_selectors": _basic("All", ["kms.amazonaws.com"]),
		}),
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/read": fixtures.another_trail({
			"event_selectors": _basic("ReadOnly", []),
		}),
	})
	fixtures.says(event_sources.deny, fixtures.account, ["write", "kms.amazonaws.com"]) with input as narrow
	not fixtures.says(event_sources.deny, fixtures.account, ["read events"]) with input as narrow
}

test_denies_and_names_the_trails_of_the_region if {
	apart := fixtures.with_trails({
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/all": fixtures.another_trail({
			"status": {"eu-west-1": fixtures.off},
			"event_selectors": _basic("WriteOnly", []),
		}),
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/kms": fixtures.another_trail({
			"event_selectors": _basic("All", ["kms.amazonaws.com"]),
		}),
	})
	fixtures.says(event_sources.deny, fixtures.account, ["write", "kms.amazonaws.com in eu-west-1"]) with input as apart
	words := ["write events of kms.amazonaws.com in eu-west-1", "WriteOnly"]
	not fixtures.says(event_sources.deny, fixtures.account, words) with input as apart
}

test_denies_an_account_without_trails if {
	fixtures.says(event_sources.deny, fixtures.account, ["any source", "us-east-1"]) with input as fixtures.with_trails({})
}

test_denies_a_trail_of_data_events if {
	data_only := fixtures.with_trail({"event_selectors": {"basic": [], "advanced": [
		{"name": null, "fields": [fixtures.field("eventCategory", {"equals": ["Data"]})]},
	]}})
	fixtures.says(event_sources.deny, fixtures.account, ["any source", "eu-west-1, us-east-1"]) with input as data_only
}

test_allows_a_trail_without_selectors if {
	event_sources.deny == set() with input as fixtures.world({})
}

# That writes are not recorded at all is another rule's.
test_allows_a_trail_of_reads if {
	event_sources.deny == set() with input as fixtures.with_trail({"event_selectors": _basic("ReadOnly", [])})
}

test_allows_what_another_trail_records if {
	event_sources.deny == set() with input as fixtures.with_trails({
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/all": fixtures.another_trail({
			"event_selectors": _basic("All", ["kms.amazonaws.com"]),
		}),
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/kms": fixtures.another_trail({"event_selectors": {
			"basic": [],
			"advanced": [{"name": "kms", "fields": [fixtures.management, _kms]}],
		}}),
	})
}

test_denies_in_full if {
	narrow := fixtures.with_trail({"event_selectors": _basic("All", ["kms.amazonaws.com"])})
	words := [concat("", [
		"no trail was seen to record the read events of kms.amazonaws.com in eu-west-1, us-east-1; ",
		"trail audit records ReadWriteType All without kms.amazonaws.com",
	])]
	fixtures.says(event_sources.deny, fixtures.account, words) with input as narrow
}

test_denies_one_region_that_nothing_records if {
	off := fixtures.with_trail({"status": {"eu-west-1": fixtures.off}})
	fixtures.says(event_sources.deny, fixtures.account, ["any source in eu-west-1"]) with input as off
}

# prowler 2438
test_allows_an_organization_trail_seen_from_a_member if {
	event_sources.deny == set() with input as fixtures.with_trail({
		"owner": fixtures.stranger,
		"is_organization_trail": true,
	})
}
