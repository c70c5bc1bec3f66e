package rules.kms.fit_test

import data.lib.fixtures_test as fixtures
import data.rules.kms.fit

test_denies_a_key_of_the_wrong_kind if {
	asymmetric := fixtures.with_key({"metadata": {"spec": "RSA_4096", "usage": "SIGN_VERIFY"}})
	fixtures.says(fit.deny, fixtures.key, ["RSA_4096"]) with input as asymmetric
	fixtures.says(fit.deny, fixtures.key, ["SIGN_VERIFY"]) with input as asymmetric
}

test_denies_material_outside_kms if {
	every origin in ["AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"] {
		fixtures.says(fit.deny, fixtures.key, [origin]) with input as fixtures.with_key({"metadata": {"origin": origin}})
	}
}

_expiring(date) := fixtures.with_key({"metadata": {"origin": "EXTERNAL", "valid_to": date}})

test_denies_material_that_expires_soon_or_has_expired if {
	every date in ["2026-03-20T00:00:00Z", "2026-02-01T00:00:00Z"] {
		fixtures.says(fit.deny, fixtures.key, [date]) with input as _expiring(date)
	}
}

test_denies_the_key_of_a_stranger if {
	strange := fixtures.with_key({"owner": fixtures.stranger})
	fixtures.says(fit.deny, fixtures.key, [fixtures.stranger]) with input as strange
}

test_denies_a_key_away_from_the_bucket if {
	away := fixtures.with_bucket({"region": "eu-west-1"})
	fixtures.says(fit.deny, fixtures.key, ["us-east-1", "audit", "eu-west-1"]) with input as away
}

test_allows_a_key_that_fits if {
	fit.deny == set() with input as fixtures.world({})
}

test_allows_another_trail_whose_bucket_is_elsewhere if {
	fit.deny == set() with input as fixtures.world(fixtures.twin("two"))
}

test_allows_the_trail_of_another_account if {
	elsewhere := {"bucket": "arn:aws:s3:::bystander"}
	guest := object.union(fixtures.guest, {"cloudtrail": {"trails": {
		"arn:aws:cloudtrail:us-east-1:999988887777:trail/guest": elsewhere,
	}}})
	fit.deny == set() with input as fixtures.world(guest)
}

test_allows_a_key_that_is_gone if {
	gone := fixtures.with_key({"exists": false, "metadata": null})
	elsewhere := {"s3": {"buckets": {fixtures.bucket: {"region": "eu-west-1"}}}}
	fit.deny == set() with input as object.union(gone, elsewhere)
}

test_allows_material_that_stays_for_long if {
	fit.deny == set() with input as _expiring("2026-12-01T00:00:00Z")
	fit.deny == set() with input as _expiring(null)
}

test_allows_the_key_of_another_account_of_ours if {
	fit.deny == set() with input as fixtures.with_key({"owner": fixtures.stranger})
		with data.params as {"accounts": [fixtures.stranger]}
}

# Where a bucket that is gone was can't be told.
test_allows_any_region_while_the_bucket_is_gone if {
	fit.deny == set() with input as fixtures.with_bucket({"exists": false, "region": null})
}

test_denies_in_full if {
	strange := object.union(
		fixtures.with_bucket({"region": "eu-west-1"}),
		{"kms": {"keys": {fixtures.key: {"owner": fixtures.stranger, "metadata": {
			"spec": "RSA_4096", "usage": "SIGN_VERIFY", "origin": "AWS_CLOUDHSM", "valid_to": "2026-03-02T00:00:00Z",
		}}}}},
	)
	every message in [
		"the key's spec is RSA_4096, not SYMMETRIC_DEFAULT",
		"the key's usage is SIGN_VERIFY, not ENCRYPT_DECRYPT",
		"the key's material is kept outside KMS: AWS_CLOUDHSM",
		"the key's imported material expires on 2026-03-02T00:00:00Z",
		"the key belongs to account 999988887777, which is not ours",
		"the key is in us-east-1, but the bucket of trail audit is in eu-west-1",
	] {
		fixtures.says(fit.deny, fixtures.key, [message]) with input as strange
	}
}

test_denies_material_that_expires_within_thirty_days_and_no_later if {
	count(fit.deny) == 1 with input as _expiring("2026-03-31T11:59:59Z")
	fit.deny == set() with input as _expiring("2026-03-31T12:00:00Z")
}
