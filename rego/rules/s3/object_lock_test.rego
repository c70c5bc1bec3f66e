package rules.s3.object_lock_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.object_lock

_with(lock) := fixtures.with_bucket({"object_lock": lock})

test_denies_a_bucket_without_object_lock if {
	fixtures.says(object_lock.deny, fixtures.bucket, ["off"]) with input as _with(null)
	fixtures.says(object_lock.deny, fixtures.bucket, ["off"]) with input as _with({
		"enabled": false,
		"mode": null,
		"days": null,
		"years": null,
	})
}

# AWS S3.15 stops here; whether a default retention protects what arrives is another question: object_lock_retention.
test_allows_object_lock_without_a_rule if {
	object_lock.deny == set() with input as _with({"enabled": true, "mode": null, "days": null, "years": null})
}

test_allows_object_lock_with_a_rule if {
	object_lock.deny == set() with input as _with({"enabled": true, "mode": "GOVERNANCE", "days": 365, "years": null})
}
