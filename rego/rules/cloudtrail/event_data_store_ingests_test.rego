package rules.cloudtrail.event_data_store_ingests_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.event_data_store_ingests

test_denies_a_store_that_takes_nothing_in if {
	every status in ["STOPPED_INGESTION", "STOPPING_INGESTION", "PENDING_DELETION"] {
		stopped := fixtures.with_store({"status": status})
		words := [sprintf("the event data store is %s", [status])]
		fixtures.says(event_data_store_ingests.deny, fixtures.store, words) with input as stopped
	}
}

test_allows_a_store_that_works_or_begins_to if {
	every status in ["ENABLED", "CREATED", "STARTING_INGESTION"] {
		event_data_store_ingests.deny == set() with input as fixtures.with_store({"status": status})
	}
}
