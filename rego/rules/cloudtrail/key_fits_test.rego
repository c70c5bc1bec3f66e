package rules.cloudtrail.key_fits_test

import data.lib.fixtures
import data.rules.cloudtrail.key_fits

_account(metadata) := object.union(
	fixtures.with_key({"metadata": fixtures.metadata(metadata)}),
	{"s3": fixtures.with_bucket({}).s3},
)

test_denies_asymmetric_key if {
	account := _account({"spec": "RSA_2048"})
	fixtures.denied(key_fits.deny) == {fixtures.trail} with input as account
	fixtures.messages(key_fits.deny) == {"the key is not symmetric: its spec is RSA_2048"} with input as account
}

test_denies_signing_key if {
	account := _account({"usage": "SIGN_VERIFY"})
	fixtures.messages(key_fits.deny) == {
		"the key is not for encryption: its usage is SIGN_VERIFY",
	} with input as account
}

test_denies_key_in_another_region if {
	account := object.union(_account({}), {"s3": {"buckets": {fixtures.bucket: {"region": "eu-west-1"}}}})
	fixtures.messages(key_fits.deny) == {"the key is in us-east-1, the bucket in eu-west-1"} with input as account
}

test_denies_material_that_expires_soon if {
	account := _account({
		"origin": "EXTERNAL", "expiration_model": "KEY_MATERIAL_EXPIRES", "valid_to": "2026-03-20T00:00:00Z",
	})
	fixtures.messages(key_fits.deny) == {
		"the imported key material expires on 2026-03-20T00:00:00Z, in less than 30 days",
	} with input as account
}

test_denies_external_store if {
	account := _account({"origin": "EXTERNAL_KEY_STORE"})
	fixtures.messages(key_fits.deny) == {"the key material is outside KMS (EXTERNAL_KEY_STORE)"} with input as account
}

test_denies_foreign_key if {
	account := object.union(_account({}), {"kms": {"keys": {fixtures.key: {"owner": "999988887777"}}}})
	fixtures.messages(key_fits.deny) == {
		"the key belongs to account 999988887777, which is not ours",
	} with input as account
}

test_allows_key_that_fits if {
	count(key_fits.deny) == 0 with input as _account({})
}

test_allows_material_that_expires_later if {
	account := _account({
		"origin": "EXTERNAL", "expiration_model": "KEY_MATERIAL_EXPIRES", "valid_to": "2027-03-20T00:00:00Z",
	})
	count(key_fits.deny) == 0 with input as account
}

test_allows_external_store_that_is_wanted if {
	account := _account({"origin": "AWS_CLOUDHSM"})
	count(key_fits.deny) == 0 with input as account with data.params as {"external_key_stores": true}
}

test_allows_key_of_a_known_account if {
	account := object.union(_account({}), {"kms": {"keys": {fixtures.key: {"owner": "999988887777"}}}})
	count(key_fits.deny) == 0 with input as account with data.params as {"accounts": ["999988887777"]}
}

test_allows_trail_without_key if {
	count(key_fits.deny) == 0 with input as fixtures.with_trail({"kms_key_id": null, "key": null})
}

test_allows_vanished_bucket if {
	account := object.union(_account({}), {"s3": {"buckets": {fixtures.bucket: {"region": null}}}})
	count(key_fits.deny) == 0 with input as account
}
