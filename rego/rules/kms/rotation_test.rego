package rules.kms.rotation_test

import data.lib.fixtures_test as fixtures
import data.rules.kms.rotation

_off(metadata) := fixtures.with_key({"metadata": metadata, "rotation": {"enabled": false, "period_days": null}})

test_denies_a_key_that_is_not_rotated if {
	fixtures.says(rotation.deny, fixtures.key, ["off"]) with input as _off({})
}

test_denies_a_key_that_kms_does_not_rotate_after_all if {
	fixtures.says(rotation.deny, fixtures.key, ["does not rotate"]) with input as fixtures.with_key({"rotation": null})
}

# Replicas share the setting of their primary.
test_denies_a_replica_of_a_key_that_is_not_rotated if {
	count(rotation.deny) == 1 with input as _off({"multi_region_type": "REPLICA"})
}

test_allows_a_key_that_is_rotated if {
	rotation.deny == set() with input as fixtures.with_key({"rotation": {"enabled": true, "period_days": 365}})
}

# ScoutSuite 1636
test_allows_keys_that_kms_can_not_rotate if {
	every metadata in [
		{"spec": "RSA_4096"}, {"spec": "HMAC_256"}, {"origin": "EXTERNAL"}, {"origin": "AWS_CLOUDHSM"},
		{"origin": "EXTERNAL_KEY_STORE"}, {"manager": "AWS"}, {"state": "Disabled"},
	] {
		rotation.deny == set() with input as _off(metadata)
	}
}
