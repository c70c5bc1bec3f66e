package rules.s3.object_lock_retention_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.object_lock_retention

_with(mode, days, years) := fixtures.with_bucket({"object_lock": {
	"enabled": true,
	"mode": mode,
	"days": days,
	"years": years,
}})

# AWS S3.15, Steampipe and others pass Object Lock without a rule.
test_denies_object_lock_without_a_rule if {
	words := ["no default retention", "arrive unlocked"]
	fixtures.says(object_lock_retention.deny, fixtures.bucket, words) with input as _with(null, null, null)
	count(object_lock_retention.deny) == 1 with input as _with(null, null, null)
}

test_denies_a_retention_that_is_too_short if {
	words := ["keeps what arrives for 364 days; logs are to be kept for 365"]
	fixtures.says(object_lock_retention.deny, fixtures.bucket, words) with input as _with("COMPLIANCE", 364, null)
}

test_denies_years_that_are_too_few if {
	input_ := _with("GOVERNANCE", null, 2)
	fixtures.says(object_lock_retention.deny, fixtures.bucket, ["for 730 days"]) with input as input_
		with data.params as {"retention_days": 731}
}

test_allows_retention_for_long_enough if {
	every mode in ["COMPLIANCE", "GOVERNANCE"] {
		object_lock_retention.deny == set() with input as _with(mode, 365, null)
		object_lock_retention.deny == set() with input as _with(mode, null, 1)
	}
	seven := {"retention_days": 2555}
	object_lock_retention.deny == set() with input as _with("COMPLIANCE", null, 7) with data.params as seven
}

test_allows_a_bucket_without_object_lock if {
	object_lock_retention.deny == set() with input as fixtures.with_bucket({"object_lock": null})
	off := fixtures.with_bucket({"object_lock": {"enabled": false, "mode": null, "days": null, "years": null}})
	object_lock_retention.deny == set() with input as off
}
