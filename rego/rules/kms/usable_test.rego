package rules.kms.usable_test

import data.lib.fixtures
import data.rules.kms.usable

_account(metadata) := fixtures.with_key({"metadata": fixtures.metadata(metadata)})

test_denies_key_that_is_gone if {
	account := fixtures.with_key({"exists": false, "metadata": null})
	fixtures.denied(usable.deny) == {fixtures.key} with input as account
	fixtures.messages(usable.deny) == {"the key does not exist"} with input as account
}

test_denies_key_that_is_pending_deletion if {
	account := _account({"state": "PendingDeletion", "deletion_date": "2026-03-09T00:00:00Z"})
	fixtures.messages(usable.deny) == {
		"the key is PendingDeletion and will be deleted on 2026-03-09T00:00:00Z",
	} with input as account
}

# CancelKeyDeletion leaves the key disabled.
test_denies_disabled_key if {
	fixtures.messages(usable.deny) == {"the key is Disabled"} with input as _account({"state": "Disabled"})
}

test_allows_enabled_key if {
	count(usable.deny) == 0 with input as _account({})
}
