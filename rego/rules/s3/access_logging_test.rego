package rules.s3.access_logging_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.access_logging

test_denies_a_bucket_whose_accesses_are_not_logged if {
	fixtures.says(access_logging.deny, fixtures.bucket, ["off"]) with input as fixtures.with_bucket({"logging": null})
}

test_allows_a_bucket_whose_accesses_are_logged if {
	access_logging.deny == set() with input as fixtures.with_bucket({
		"logging": {"target": "arn:aws:s3:::access-logs", "prefix": ""},
	})
}

# A bucket of another account can't be read: prowler 1820
test_allows_what_nobody_saw if {
	access_logging.deny == set() with input as fixtures.with_bucket({"owner": null})
}
