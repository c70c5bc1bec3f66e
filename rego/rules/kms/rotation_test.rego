package rules.kms.rotation_test

import data.lib.fixtures
import data.rules.kms.rotation

_account(enabled, metadata) := fixtures.with_key({
	"metadata": fixtures.metadata(metadata), "rotation": {"enabled": enabled, "period_days": null},
})

test_denies_key_that_does_not_rotate if {
	fixtures.denied(rotation.deny) == {fixtures.key} with input as _account(false, {})
	fixtures.messages(rotation.deny) == {"automatic rotation is off"} with input as _account(false, {})
}

test_denies_primary_of_a_multi_region_key if {
	count(rotation.deny) == 1 with input as _account(false, {"multi_region_type": "PRIMARY"})
}

test_allows_key_that_rotates if {
	count(rotation.deny) == 0 with input as _account(true, {})
}

# KMS can't rotate these by itself. ScoutSuite 1636
test_allows_keys_that_can_not_rotate if {
	every fields in [
		{"manager": "AWS"}, {"spec": "RSA_2048"}, {"spec": "HMAC_256"}, {"origin": "EXTERNAL"},
		{"origin": "AWS_CLOUDHSM"}, {"state": "Disabled"}, {"multi_region_type": "REPLICA"},
	] {
		count(rotation.deny) == 0 with input as _account(false, fields)
	}
}
