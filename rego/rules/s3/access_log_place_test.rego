package rules.s3.access_log_place_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.access_log_place

_denies(fields, words) if {
	fixtures.says(access_log_place.deny, fixtures.bucket, words) with input as fixtures.with_access_logs(fields)
	count(access_log_place.deny) == 1 with input as fixtures.with_access_logs(fields)
}

test_denies_the_log_bucket_itself if {
	itself := fixtures.with_bucket({"logging": {"target": fixtures.bucket, "prefix": ""}})
	fixtures.says(access_log_place.deny, fixtures.bucket, ["to itself"]) with input as itself
	count(access_log_place.deny) == 1 with input as itself
}

test_denies_a_target_that_is_gone if {
	_denies({"exists": false, "owner": null, "region": null}, ["arn:aws:s3:::access-logs does not exist"])
}

test_denies_a_target_of_another_account if {
	_denies({"owner": fixtures.stranger}, ["arn:aws:s3:::access-logs belongs to another account"])
	_denies({"owner": null}, ["belongs to another account"])
}

test_denies_a_target_in_another_region if {
	_denies({"region": "eu-west-1"}, ["arn:aws:s3:::access-logs is in eu-west-1, not in us-east-1"])
}

test_allows_a_bucket_beside_it if {
	access_log_place.deny == set() with input as fixtures.with_access_logs({})
}

test_allows_a_bucket_that_is_not_logged if {
	access_log_place.deny == set() with input as fixtures.with_bucket({"logging": null})
}

test_allows_what_nobody_saw if {
	unseen := json.remove(fixtures.with_access_logs({}), [["s3", "buckets", fixtures.access_logs]])
	access_log_place.deny == set() with input as unseen
}
