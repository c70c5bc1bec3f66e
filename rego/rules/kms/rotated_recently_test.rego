package rules.kms.rotated_recently_test

import data.lib.fixtures_test as fixtures
import data.rules.kms.rotated_recently

_primary := "arn:aws:kms:eu-west-1:111122223333:key/mrk-1"

_on := {"enabled": true, "period_days": 365}

_rotated(dates, created) := fixtures.with_key({
	"rotation": _on,
	"created_at": created,
	"rotations": [{"at": date, "type": "AUTOMATIC"} | some date in dates],
})

# The key of the trail is a replica, and rotated as its primary is.
_replica(primary) := fixtures.world({"kms": {"keys": {
	fixtures.key: {
		"rotation": _on,
		"created_at": "2026-02-01T00:00:00Z",
		"rotations": [],
		"primary": _primary,
	},
	_primary: object.union({"region": "eu-west-1", "owner": fixtures.account, "exists": true}, primary),
}}})

# The present is 2026-03-01T12:00:00Z, and 400 days before it 2025-01-25T12:00:00Z.
test_denies_a_key_whose_last_rotation_is_old if {
	old := _rotated(["2025-01-25T11:59:59Z", "2024-01-20T00:00:00Z"], "2023-01-01T00:00:00Z")
	fixtures.says(rotated_recently.deny, fixtures.key, ["last rotated on 2025-01-25T11:59:59Z"]) with input as old
	count(rotated_recently.deny) == 1 with input as old
}

test_denies_an_old_key_that_was_never_rotated if {
	old := _rotated([], "2025-01-25T11:59:59Z")
	fixtures.says(rotated_recently.deny, fixtures.key, ["never", "2025-01-25T11:59:59Z"]) with input as old
	count(rotated_recently.deny) == 1 with input as old
}

test_denies_an_old_key_of_which_kms_lists_no_rotations if {
	old := fixtures.with_key({"rotation": _on, "created_at": "2020-01-01T00:00:00Z", "rotations": null})
	fixtures.says(rotated_recently.deny, fixtures.key, ["never"]) with input as old
}

test_denies_a_young_replica_of_an_old_key if {
	old := _replica({"created_at": "2020-01-01T00:00:00Z", "rotations": []})
	fixtures.says(rotated_recently.deny, fixtures.key, ["made on 2020-01-01T00:00:00Z"]) with input as old
	stale := _replica({"rotations": [{"at": "2021-01-01T00:00:00Z", "type": "ON_DEMAND"}]})
	fixtures.says(rotated_recently.deny, fixtures.key, ["rotated on 2021-01-01T00:00:00Z"]) with input as stale
}

test_denies_by_the_parameter if {
	last_month := _rotated(["2026-02-01T00:00:00Z"], "2020-01-01T00:00:00Z")
	count(rotated_recently.deny) == 1 with input as last_month with data.params as {"rotation_days": 28}
	rotated_recently.deny == set() with input as last_month with data.params as {"rotation_days": 29}
}

test_allows_a_key_that_was_rotated_a_year_ago if {
	rotated_recently.deny == set() with input as _rotated(["2025-01-25T12:00:00Z"], "2020-01-01T00:00:00Z")
}

test_allows_a_young_key if {
	rotated_recently.deny == set() with input as _rotated([], "2025-01-25T12:00:00Z")
	rotated_recently.deny == set() with input as fixtures.with_key({
		"rotation": _on,
		"created_at": "2026-01-01T00:00:00Z",
		"rotations": null,
	})
}

test_allows_a_replica_whose_primary_was_rotated if {
	rotated_recently.deny == set() with input as _replica({
		"created_at": "2020-01-01T00:00:00Z",
		"rotations": [{"at": "2026-01-01T00:00:00Z", "type": "AUTOMATIC"}],
	})
}

# Whether it is on is the question of kms.rotation.
test_allows_keys_that_are_not_rotated if {
	old := _rotated([], "2020-01-01T00:00:00Z")
	every off in [{"rotation": {"enabled": false, "period_days": null}}, {"metadata": {"origin": "EXTERNAL"}}] {
		rotated_recently.deny == set() with input as object.union(old, {"kms": {"keys": {fixtures.key: off}}})
	}
	rotated_recently.deny == set() with input as object.union(old, {"kms": {"keys": {fixtures.key: {"rotation": null}}}})
	replica := _replica({"created_at": "2020-01-01T00:00:00Z", "rotations": []})
	rotated_recently.deny == set() with input as object.union(
		replica,
		{"kms": {"keys": {fixtures.key: {"rotation": {"enabled": false, "period_days": null}}}}},
	)
}
