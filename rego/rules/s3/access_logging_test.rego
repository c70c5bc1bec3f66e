package rules.s3.access_logging_test

import data.lib.fixtures
import data.rules.s3.access_logging

test_denies_bucket_without_access_log if {
	fixtures.denied(access_logging.deny) == {fixtures.bucket} with input as fixtures.with_bucket({"logging": null})
	fixtures.messages(access_logging.deny) == {
		"server access logging is off",
	} with input as fixtures.with_bucket({"logging": null})
}

test_allows_bucket_with_access_log if {
	account := fixtures.with_bucket({"logging": {"target": "arn:aws:s3:::access", "prefix": "b/"}})
	count(access_logging.deny) == 0 with input as account
}
