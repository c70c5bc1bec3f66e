package rules.s3.versioning_suspended_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.versioning_suspended

_with(status) := fixtures.with_bucket({"versioning": {"status": status, "mfa_delete": null}})

test_denies_suspended_versioning if {
	words := ["switched on and then suspended"]
	fixtures.says(versioning_suspended.deny, fixtures.bucket, words) with input as _with("Suspended")
}

test_allows_the_rest if {
	every status in ["Enabled", null] {
		versioning_suspended.deny == set() with input as _with(status)
	}
	versioning_suspended.deny == set() with input as fixtures.with_bucket({"versioning": null})
}
