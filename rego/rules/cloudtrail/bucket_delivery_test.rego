package rules.cloudtrail.bucket_delivery_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.bucket_delivery

_failing(error) := {"latest_delivery_error": error}

test_denies_an_error_at_home if {
	failing := fixtures.with_trail({"status": {"us-east-1": _failing("NoSuchBucket")}})
	fixtures.says(bucket_delivery.deny, fixtures.trail, ["NoSuchBucket in us-east-1"]) with input as failing
}

# prowler reads the status of a trail in one Region only.
test_denies_an_error_away_from_home if {
	failing := fixtures.with_trail({"status": {"eu-west-1": _failing("AccessDenied")}})
	fixtures.says(bucket_delivery.deny, fixtures.trail, ["AccessDenied in eu-west-1"]) with input as failing
}

test_denies_different_errors_one_by_one if {
	failing := fixtures.with_trail({"status": {
		"eu-west-1": _failing("AccessDenied"),
		"us-east-1": _failing("NoSuchBucket"),
	}})
	count(bucket_delivery.deny) == 2 with input as failing
	fixtures.says(bucket_delivery.deny, fixtures.trail, ["AccessDenied in eu-west-1"]) with input as failing
}

test_denies_one_error_once if {
	failing := fixtures.with_trail({"status": {
		"eu-west-1": _failing("AccessDenied"),
		"us-east-1": _failing("AccessDenied"),
	}})
	count(bucket_delivery.deny) == 1 with input as failing
	fixtures.says(bucket_delivery.deny, fixtures.trail, ["eu-west-1, us-east-1"]) with input as failing
}

test_allows_delivery_without_errors if {
	bucket_delivery.deny == set() with input as fixtures.world({})
}

# prowler 2438
test_allows_what_the_management_account_owns if {
	failing := {"owner": fixtures.stranger, "status": {"us-east-1": _failing("NoSuchBucket")}}
	bucket_delivery.deny == set() with input as fixtures.with_trail(failing)
}
