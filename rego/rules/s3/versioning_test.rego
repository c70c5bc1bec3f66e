package rules.s3.versioning_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.versioning

_with(versioning_) := fixtures.with_bucket({"versioning": versioning_})

test_denies_a_bucket_that_was_never_versioned if {
	never := _with({"status": null, "mfa_delete": null})
	fixtures.says(versioning.deny, fixtures.bucket, ["never"]) with input as never
	fixtures.says(versioning.deny, fixtures.bucket, ["never"]) with input as _with(null)
}

test_denies_suspended_versioning if {
	suspended := _with({"status": "Suspended", "mfa_delete": null})
	fixtures.says(versioning.deny, fixtures.bucket, ["versioning is Suspended"]) with input as suspended
}

test_allows_a_bucket_with_versions if {
	versioning.deny == set() with input as _with({"status": "Enabled", "mfa_delete": null})
}

test_allows_what_nobody_saw if {
	versioning.deny == set() with input as fixtures.world({})
}

test_allows_a_bucket_that_is_gone if {
	versioning.deny == set() with input as fixtures.with_bucket({"exists": false, "versioning": null})
}
