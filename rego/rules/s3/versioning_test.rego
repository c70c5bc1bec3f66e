package rules.s3.versioning_test

import data.lib.fixtures
import data.rules.s3.versioning

_account(status) := fixtures.with_bucket({"versioning": {"status": status, "mfa_delete": null}})

test_denies_never_enabled if {
	fixtures.denied(versioning.deny) == {fixtures.bucket} with input as _account(null)
	fixtures.messages(versioning.deny) == {"versioning was never enabled"} with input as _account(null)
}

test_denies_suspended if {
	fixtures.messages(versioning.deny) == {"versioning is Suspended"} with input as _account("Suspended")
}

test_allows_enabled if {
	count(versioning.deny) == 0 with input as _account("Enabled")
}
