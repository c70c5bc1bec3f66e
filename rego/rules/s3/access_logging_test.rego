package rules.s3.access_logging_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.access_logging

test_denies_a_bucket_whose_accesses_are_not_logged if {
	fixtures.says(access_logging.deny, fixtures.bucket, ["off"]) with input as fixtures.with_bucket({"logging": null})
}

# ScoutSuite #1601, #622: data events are a witness too, but another one: they go into the very bucket, and frameworks
# ask for access logs by name. Hence this is low, and stays a finding.
test_denies_a_bucket_whose_objects_have_data_events if {
	selector := object.union(fixtures.basic("All"), {"data_resources": [
		{"type": "AWS::S3::Object", "values": ["arn:aws:s3"]},
	]})
	events := fixtures.with_trail({"event_selectors": {"basic": [selector], "advanced": []}})
	unlogged := object.union(fixtures.with_bucket({"logging": null}), events)
	fixtures.says(access_logging.deny, fixtures.bucket, ["off"]) with input as unlogged
}

# regula #355, Trivy #2157, #7239: logging was not seen where it was set on a resource of its own.
test_allows_a_bucket_whose_accesses_are_logged if {
	access_logging.deny == set() with input as fixtures.with_bucket({
		"logging": {"target": "arn:aws:s3:::access-logs", "prefix": ""},
	})
}

# AWS S3.9, defsec #613: the bucket that takes the access logs need not be logged.
test_allows_a_target_that_is_not_logged if {
	access_logging.deny == set() with input as fixtures.with_access_logs({"logging": null})
}

# Prowler #1820, #1895: a bucket of another account can't be read.
test_allows_what_nobody_saw if {
	access_logging.deny == set() with input as fixtures.with_bucket({"owner": null})
}
