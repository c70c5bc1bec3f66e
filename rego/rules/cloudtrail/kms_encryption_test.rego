package rules.cloudtrail.kms_encryption_test

import data.lib.fixtures
import data.rules.cloudtrail.kms_encryption

test_denies_trail_without_key if {
	account := fixtures.with_trail({"kms_key_id": null, "key": null})
	fixtures.denied(kms_encryption.deny) == {fixtures.trail} with input as account
}

test_allows_trail_with_key if {
	count(kms_encryption.deny) == 0 with input as fixtures.with_trail({})
}
