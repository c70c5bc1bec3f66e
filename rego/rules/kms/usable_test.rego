package rules.kms.usable_test

import data.lib.fixtures_test as fixtures
import data.rules.kms.usable

# A key whose deletion was cancelled is left disabled.
test_denies_a_key_in_any_other_state if {
	every state in ["Disabled", "PendingDeletion", "PendingImport", "PendingReplicaDeletion", "Unavailable", "Creating"] {
		unusable := fixtures.with_key({"metadata": {"state": state}})
		fixtures.says(usable.deny, fixtures.key, [state]) with input as unusable
	}
}

test_denies_a_key_that_does_not_exist if {
	gone := fixtures.with_key({"exists": false, "metadata": null})
	fixtures.says(usable.deny, fixtures.key, ["does not exist"]) with input as gone
}

test_allows_a_key_that_is_enabled if {
	usable.deny == set() with input as fixtures.world({})
}

test_allows_a_key_that_only_others_use if {
	usable.deny == set() with input as object.union(
		fixtures.with_key({"metadata": {"state": "Disabled"}}),
		{"cloudtrail": {"trails": {fixtures.trail: {"owner": fixtures.stranger}}}},
	)
}

test_denies_in_full if {
	disabled := fixtures.with_key({"metadata": {"state": "Disabled"}})
	words := ["the key is Disabled: CloudTrail can't encrypt with it"]
	fixtures.says(usable.deny, fixtures.key, words) with input as disabled
}
