package rules.kms.pending_deletion_test

import data.lib.fixtures_test as fixtures
import data.rules.kms.pending_deletion

_key(state, date) := fixtures.with_key({"metadata": {"state": state, "deletion_date": date}})

test_denies_a_key_with_a_date if {
	doomed := _key("PendingDeletion", "2026-03-09T00:00:00Z")
	fixtures.says(pending_deletion.deny, fixtures.key, ["PendingDeletion", "2026-03-09"]) with input as doomed
}

test_denies_a_primary_key_that_waits_for_its_replicas if {
	doomed := _key("PendingReplicaDeletion", null)
	fixtures.says(pending_deletion.deny, fixtures.key, ["PendingReplicaDeletion"]) with input as doomed
}

test_allows_other_states if {
	pending_deletion.deny == set() with input as _key("Enabled", null)
	pending_deletion.deny == set() with input as _key("Disabled", null)
}

test_denies_in_full if {
	dated := {{
		"resource": fixtures.key,
		"message": "the key is PendingDeletion: it will be deleted on 2026-03-09T00:00:00Z",
	}}
	pending_deletion.deny == dated with input as _key("PendingDeletion", "2026-03-09T00:00:00Z")
	undated := {{"resource": fixtures.key, "message": "the key is PendingReplicaDeletion"}}
	pending_deletion.deny == undated with input as _key("PendingReplicaDeletion", null)
}
