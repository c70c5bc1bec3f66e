package rules.s3.access_grants_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.access_grants

_location(scope, grants) := fixtures.world({"s3": {"access_grants_locations": {"l": {
	"scope": scope,
	"buckets": [fixtures.bucket],
	"grants": grants,
}}}})

_grant := {
	"id": "g1",
	"scope": "s3://audit-logs/*",
	"permission": "READ",
	"grantee_type": "DIRECTORY_USER",
	"grantee": "someone",
	"buckets": [fixtures.bucket],
}

test_denies_a_location_for_the_bucket if {
	named := _location("s3://audit-logs", [])
	fixtures.says(access_grants.deny, "l", ["the location s3://audit-logs holds"]) with input as named
	count(access_grants.deny) == 1 with input as _location("s3://audit-logs/AWSLogs/*", [])
}

test_denies_a_grant_that_reaches_the_bucket if {
	open := _location("s3://", [_grant])
	words := ["g1", "READ on s3://audit-logs/*", "DIRECTORY_USER someone"]
	fixtures.says(access_grants.deny, "l", words) with input as open
	count(access_grants.deny) == 1 with input as open
}

test_allows_the_default_location if {
	access_grants.deny == set() with input as _location("s3://", [])
	access_grants.deny == set() with input as _location("s3://*", [])
}
