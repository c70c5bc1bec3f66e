package rules.s3.mfa_delete_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.mfa_delete

_with(mfa, mode) := fixtures.with_bucket({
	"versioning": {"status": "Enabled", "mfa_delete": mfa},
	"object_lock": {"enabled": true, "mode": mode, "days": 400, "years": null},
	"lifecycle": [],
})

test_denies_a_bucket_without_either if {
	every mfa in [null, "Disabled"] {
		every mode in [null, "GOVERNANCE"] {
			words := ["MFA Delete is off, and Object Lock is not in compliance mode"]
			fixtures.says(mfa_delete.deny, fixtures.bucket, words) with input as _with(mfa, mode)
		}
	}
}

test_denies_a_bucket_that_was_never_versioned if {
	never := fixtures.with_bucket({"versioning": null, "object_lock": null})
	count(mfa_delete.deny) == 1 with input as never
}

# AWS S3.20 says nothing of a bucket with lifecycle rules.
test_denies_a_bucket_with_lifecycle_rules if {
	ruled := {"s3": {"buckets": {fixtures.bucket: {"lifecycle": [fixtures.lifecycle_rule({})]}}}}
	count(mfa_delete.deny) == 1 with input as object.union(_with(null, null), ruled)
}

test_allows_mfa_delete if {
	every mode in [null, "GOVERNANCE"] {
		mfa_delete.deny == set() with input as _with("Enabled", mode)
	}
	without := fixtures.with_bucket({"versioning": {"status": "Enabled", "mfa_delete": "Enabled"}, "object_lock": null})
	mfa_delete.deny == set() with input as without
}

test_allows_object_lock_in_compliance_mode if {
	mfa_delete.deny == set() with input as _with(null, "COMPLIANCE")
}

test_allows_what_nobody_saw if {
	mfa_delete.deny == set() with input as fixtures.world({})
}
