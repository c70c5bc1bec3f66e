package rules.s3.object_lock_mode_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.object_lock_mode

_with(enabled, mode) := fixtures.with_bucket({"object_lock": {
	"enabled": enabled,
	"mode": mode,
	"days": 400,
	"years": null,
}})

test_denies_governance if {
	fixtures.says(object_lock_mode.deny, fixtures.bucket, ["in mode GOVERNANCE"]) with input as _with(true, "GOVERNANCE")
}

test_allows_compliance if {
	object_lock_mode.deny == set() with input as _with(true, "COMPLIANCE")
}

# That there is no default retention is another rule's.
test_allows_no_mode if {
	object_lock_mode.deny == set() with input as _with(true, null)
	object_lock_mode.deny == set() with input as _with(false, "GOVERNANCE")
	object_lock_mode.deny == set() with input as fixtures.with_bucket({"object_lock": null})
}
