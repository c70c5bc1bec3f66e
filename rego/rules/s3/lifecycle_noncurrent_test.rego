package rules.s3.lifecycle_noncurrent_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.lifecycle_noncurrent

_with(status, rule) := fixtures.with_bucket({
	"versioning": {"status": status, "mfa_delete": null},
	"lifecycle": [fixtures.lifecycle_rule(rule)],
})

test_denies_versions_that_live_for_days if {
	every status in ["Enabled", "Suspended"] {
		words := [`lifecycle rule "L" deletes noncurrent versions of every file after 29 days; they are to be kept for 30`]
		fixtures.says(lifecycle_noncurrent.deny, fixtures.bucket, words) with input as _with(status, {"noncurrent_days": 29})
	}
}

# Whoever overwrites often enough pushes the true version out.
test_denies_versions_of_which_some_are_kept if {
	kept := _with("Enabled", {"noncurrent_days": 1, "noncurrent_keep": 5})
	count(lifecycle_noncurrent.deny) == 1 with input as kept
}

test_denies_what_the_owner_wants_longer if {
	input_ := _with("Enabled", {"noncurrent_days": 30})
	count(lifecycle_noncurrent.deny) == 1 with input as input_ with data.params as {"noncurrent_days": 31}
}

test_allows_what_leaves_time if {
	every rule in [
		{"noncurrent_days": 30}, {"expiration_days": 1}, {"noncurrent_days": 1, "enabled": false},
		{"noncurrent_days": 1, "prefix": "tmp/"},
	] {
		lifecycle_noncurrent.deny == set() with input as _with("Enabled", rule)
	}
}

test_allows_a_bucket_that_was_never_versioned if {
	lifecycle_noncurrent.deny == set() with input as _with(null, {"noncurrent_days": 1})
}

test_allows_a_bucket_that_is_gone if {
	gone := object.union(_with("Enabled", {"noncurrent_days": 1}), fixtures.with_bucket({"exists": false}))
	lifecycle_noncurrent.deny == set() with input as gone
}
