package rules.cloudtrail.event_data_store_key_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.event_data_store_key

test_denies_a_store_without_a_key if {
	fixtures.says(event_data_store_key.deny, fixtures.store, ["no KMS key"])
		with input as fixtures.with_store({"kms_key_id": null})
}

test_allows_a_store_with_a_key if {
	event_data_store_key.deny == set() with input as fixtures.world({})
}
