package rules.cloudtrail.event_data_store_protection_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.event_data_store_protection

test_denies_a_store_without_protection if {
	fixtures.says(event_data_store_protection.deny, fixtures.store, ["is off"])
		with input as fixtures.with_store({"termination_protection": false})
}

test_allows_a_store_with_protection if {
	event_data_store_protection.deny == set() with input as fixtures.world({})
}
