package rules.s3.lifecycle_wipe_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.lifecycle as lifecycle_rules
import data.rules.s3.lifecycle_wipe

_with(rule) := fixtures.with_lifecycle([fixtures.lifecycle_rule(rule)])

# stratus-red-team's cloudtrail-lifecycle-rule
test_denies_a_rule_that_expires_logs_after_a_day if {
	words := [`lifecycle rule "L" deletes the files under "AWSLogs/" after 1 day`]
	one := _with({"prefix": "AWSLogs/", "expiration_days": 1})
	fixtures.says(lifecycle_wipe.deny, fixtures.bucket, words) with input as one
}

test_denies_up_to_a_week if {
	fixtures.says(lifecycle_wipe.deny, fixtures.bucket, ["after 7 days"]) with input as _with({"expiration_days": 7})
}

# The present is 2026-03-01T12:00:00Z.
test_denies_dates_that_are_near_or_past if {
	every date in ["2020-01-01T00:00:00Z", "2026-03-08T00:00:00Z"] {
		words := [sprintf("on %s", [split(date, "T")[0]])]
		fixtures.says(lifecycle_wipe.deny, fixtures.bucket, words) with input as _with({"expiration_date": date})
	}
}

test_denies_rules_with_filters_by_size_and_tag if {
	every filter in [{"size_greater_than": 0}, {"size_less_than": 9000}, {"tags": {"a": "b"}}] {
		count(lifecycle_wipe.deny) == 1 with input as _with(object.union({"expiration_days": 1}, filter))
	}
}

# AWS S3.13 and S3.10 pass by any rule, whatever it deletes.
test_denies_what_other_scanners_reward if {
	input_ := _with({"expiration_days": 1})
	lifecycle_rules.deny == set() with input as input_
	count(lifecycle_wipe.deny) == 1 with input as input_
}

test_allows_more_than_a_week if {
	every rule in [
		{"expiration_days": 8}, {"expiration_date": "2026-03-09T00:00:00Z"}, {"noncurrent_days": 1}, {},
		{"expiration_days": 1, "enabled": false}, {"expiration_days": 1, "prefix": "tmp/"},
	] {
		lifecycle_wipe.deny == set() with input as _with(rule)
	}
}

test_allows_what_the_owner_keeps_for_less if {
	input_ := _with({"expiration_days": 5})
	lifecycle_wipe.deny == set() with input as input_ with data.params as {"retention_days": 5}
	count(lifecycle_wipe.deny) == 1 with input as input_ with data.params as {"retention_days": 6}
}

test_allows_a_bucket_that_is_gone if {
	gone := fixtures.with_bucket({"exists": false, "lifecycle": [fixtures.lifecycle_rule({"expiration_days": 1})]})
	lifecycle_wipe.deny == set() with input as gone
}
