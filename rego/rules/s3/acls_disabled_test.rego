package rules.s3.acls_disabled_test

import data.lib.fixtures
import data.rules.s3.acls_disabled

test_denies_ownership_that_was_never_set if {
	account := fixtures.with_bucket({"ownership": null})
	fixtures.denied(acls_disabled.deny) == {fixtures.bucket} with input as account
	fixtures.messages(acls_disabled.deny) == {"object ownership was never set: ACLs are in force"} with input as account
}

test_denies_preferred_owner if {
	fixtures.messages(acls_disabled.deny) == {
		"object ownership is BucketOwnerPreferred: ACLs are in force",
	} with input as fixtures.with_bucket({"ownership": "BucketOwnerPreferred"})
}

test_allows_enforced_owner if {
	count(acls_disabled.deny) == 0 with input as fixtures.with_bucket({"ownership": "BucketOwnerEnforced"})
}
