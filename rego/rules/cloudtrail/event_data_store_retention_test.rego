package rules.cloudtrail.event_data_store_retention_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.event_data_store_retention

test_denies_a_store_that_forgets_early if {
	short := fixtures.with_store({"retention_days": 364})
	fixtures.says(event_data_store_retention.deny, fixtures.store, ["for 364 days, not for 365"]) with input as short
}

test_denies_by_the_parameter if {
	years := {"retention_days": 2557}
	fixtures.says(event_data_store_retention.deny, fixtures.store, ["400", "2557"]) with input as fixtures.world({})
		with data.params as years
}

test_allows_a_store_that_keeps_long_enough if {
	event_data_store_retention.deny == set() with input as fixtures.with_store({"retention_days": 365})
}
