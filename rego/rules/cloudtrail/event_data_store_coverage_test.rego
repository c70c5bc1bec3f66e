package rules.cloudtrail.event_data_store_coverage_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.event_data_store_coverage

_with(fields) := fixtures.with_store({"selectors": fixtures.advanced([
	array.concat([fixtures.management], fields),
]).advanced})

test_denies_a_store_of_one_region if {
	single := fixtures.with_store({"multi_region": false})
	fixtures.says(event_data_store_coverage.deny, fixtures.store, ["its own Region only"]) with input as single
	count(event_data_store_coverage.deny) == 1 with input as single
}

test_denies_selectors_that_leave_somebody_out if {
	narrow := _with([fixtures.field("userIdentity.arn", {"not_equals": ["x"]})])
	words := ["some read and write", "userIdentity.arn != x"]
	fixtures.says(event_data_store_coverage.deny, fixtures.store, words) with input as narrow
}

test_denies_a_store_of_reads if {
	reading := _with([fixtures.field("readOnly", {"equals": ["true"]})])
	fixtures.says(event_data_store_coverage.deny, fixtures.store, ["no write", "readOnly = true"]) with input as reading
	count(event_data_store_coverage.deny) == 1 with input as reading
}

test_allows_a_store_of_everything if {
	event_data_store_coverage.deny == set() with input as fixtures.world({})
}

test_denies_a_store_of_writes_in_one_region if {
	half := fixtures.with_store({
		"multi_region": false,
		"selectors": fixtures.advanced([[fixtures.management, fixtures.field("readOnly", {"equals": ["false"]})]]).advanced,
	})
	fixtures.says(event_data_store_coverage.deny, fixtures.store, ["its own Region only"]) with input as half
}

test_allows_a_store_of_writes if {
	event_data_store_coverage.deny == set() with input as _with([fixtures.field("readOnly", {"equals": ["false"]})])
}

test_allows_a_store_of_other_events if {
	event_data_store_coverage.deny == set() with input as fixtures.with_store({
		"multi_region": false,
		"selectors": [{"name": null, "fields": [fixtures.field("eventCategory", {"equals": ["ConfigurationItem"]})]}],
	})
}

test_denies_a_store_that_leaves_out_some_writes if {
	narrow := _with([
		fixtures.field("readOnly", {"equals": ["false"]}),
		fixtures.field("eventName", {"not_equals": ["StopLogging"]}),
	])
	fixtures.says(event_data_store_coverage.deny, fixtures.store, ["some write management events"]) with input as narrow
}

test_denies_a_store_without_selectors_in_one_region if {
	single := fixtures.with_store({"multi_region": false, "selectors": []})
	fixtures.says(event_data_store_coverage.deny, fixtures.store, ["its own Region only"]) with input as single
}

test_allows_stores_of_others if {
	narrow := fixtures.advanced([[fixtures.management, fixtures.field("eventName", {"equals": ["x"]})]]).advanced
	foreign := "arn:aws:cloudtrail:us-east-1:999988887777:eventdatastore/bystander"
	event_data_store_coverage.deny == set() with input as fixtures.world({"cloudtrail": {"event_data_stores": {foreign: {
		"detail": {"selectors": narrow},
	}}}})
}
