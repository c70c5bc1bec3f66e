package rules.kms.single_region_test

import data.lib.fixtures_test as fixtures
import data.rules.kms.single_region

_multi(replicas) := fixtures.with_key({"metadata": {"multi_region": true, "replicas": replicas}})

test_denies_a_key_of_several_regions if {
	replicas := ["arn:aws:kms:eu-west-1:111122223333:key/mrk-1", "arn:aws:kms:us-west-2:111122223333:key/mrk-1"]
	fixtures.says(single_region.deny, fixtures.key, [concat(", ", replicas)]) with input as _multi(replicas)
}

test_denies_a_key_with_one_replica if {
	replica := "arn:aws:kms:eu-west-1:111122223333:key/mrk-1"
	fixtures.says(single_region.deny, fixtures.key, [sprintf("replicas: %s", [replica])]) with input as _multi([replica])
}

test_denies_a_key_that_could_be_copied if {
	fixtures.says(single_region.deny, fixtures.key, ["replicas: none"]) with input as _multi([])
}

test_allows_a_key_of_one_region if {
	single_region.deny == set() with input as fixtures.world({})
}
