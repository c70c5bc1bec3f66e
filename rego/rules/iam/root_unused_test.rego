package rules.iam.root_unused_test

import data.lib.fixtures_test as fixtures
import data.rules.iam.root_unused

_used(times) := fixtures.world({"iam": {"root_use": object.union(
	{"password": null, "access_key_1": null, "access_key_2": null},
	times,
)}})

test_denies_late_use if {
	every field, what in {
		"password": "password", "access_key_1": "first access key", "access_key_2": "second access key",
	} {
		words := [sprintf("the root user's %s was used on 2026-02-27T12:00:00Z", [what])]
		fixtures.says(root_unused.deny, fixtures.account, words) with input as _used({field: "2026-02-27T12:00:00Z"})
	}
	count(root_unused.deny) == 1 with input as _used({"password": "2026-01-30T12:00:00Z"})
}

test_allows_early_use if {
	root_unused.deny == set() with input as _used({"password": "2026-01-30T11:59:59Z"})
	at := _used({"password": "2026-01-31T00:00:00Z"})
	count(root_unused.deny) == 1 with input as at
	root_unused.deny == set() with input as at with data.params as {"root_days": 7}
	early := _used({"password": "2025-12-31T00:00:00Z"})
	count(root_unused.deny) == 1 with input as early with data.params as {"root_days": 90}
}

test_allows_never if {
	root_unused.deny == set() with input as _used({})
}

# There is no root user in China.
test_allows_nobody if {
	root_unused.deny == set() with input as fixtures.world({"iam": {"root_use": null}})
}
