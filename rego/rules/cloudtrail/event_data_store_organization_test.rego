package rules.cloudtrail.event_data_store_organization_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.event_data_store_organization

_named := {"organization_stores": ["lake"]}

test_denies_a_store_of_one_account if {
	fixtures.says(event_data_store_organization.deny, fixtures.store, ["this account only"])
		with input as fixtures.world({})
		with data.params as _named
}

test_allows_a_store_of_the_organization if {
	event_data_store_organization.deny == set() with input as fixtures.with_store({"organization": true})
		with data.params as _named
}

test_allows_a_store_that_is_not_named if {
	event_data_store_organization.deny == set() with input as fixtures.world({})
}
