package rules.s3.lifecycle_retention_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.lifecycle_retention

_with(rule) := fixtures.with_lifecycle([fixtures.lifecycle_rule(rule)])

test_denies_what_deletes_before_the_time if {
	words := [`lifecycle rule "L" deletes every file after 364 days; logs are to be kept for 365 days`]
	short := _with({"expiration_days": 364})
	fixtures.says(lifecycle_retention.deny, fixtures.bucket, words) with input as short
}

# Within a year from 2026-03-01T12:00:00Z
test_denies_dates_that_are_near_or_past if {
	every date in ["2020-01-01T00:00:00Z", "2027-03-01T00:00:00Z"] {
		words := [sprintf("on %s", [split(date, "T")[0]])]
		fixtures.says(lifecycle_retention.deny, fixtures.bucket, words) with input as _with({"expiration_date": date})
	}
}

test_denies_what_the_owner_keeps_for_longer if {
	long := _with({"expiration_days": 365})
	count(lifecycle_retention.deny) == 1 with input as long with data.params as {"retention_days": 366}
}

# A rule for the digests alone takes away the proof.
test_denies_a_rule_for_digests if {
	digests := _with({"expiration_days": 30, "prefix": "AWSLogs/111122223333/CloudTrail-Digest/"})
	fixtures.says(lifecycle_retention.deny, fixtures.bucket, ["CloudTrail-Digest/"]) with input as digests
}

test_denies_each_rule_that_deletes_early if {
	rules := [fixtures.lifecycle_rule({"id": x, "expiration_days": 30}) | some x in ["a", "b"]]
	count(lifecycle_retention.deny) == 2 with input as fixtures.with_lifecycle(rules)
}

test_allows_what_keeps_them if {
	every rule in [
		{"expiration_days": 365}, {"expiration_date": "2027-03-02T00:00:00Z"}, {"abort_multipart_days": 1}, {},
		{"expiration_days": 30, "enabled": false}, {"expiration_days": 30, "prefix": "AWSLogs/111122223333/Config/"},
	] {
		lifecycle_retention.deny == set() with input as _with(rule)
	}
}

test_allows_a_bucket_that_is_gone if {
	gone := fixtures.with_bucket({"exists": false, "lifecycle": [fixtures.lifecycle_rule({"expiration_days": 1})]})
	lifecycle_retention.deny == set() with input as gone
}
