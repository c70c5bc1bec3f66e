package rules.s3.object_acl_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.object_acl

_granted(grantee, permission) := {"s3": {"object_samples": {fixtures.bucket: {"objects": {
	"AWSLogs/x": {"acl": {"owner": "c1", "grants": [
		{"type": "CanonicalUser", "grantee": "c1", "permission": "FULL_CONTROL"},
		{"type": "Group", "grantee": grantee, "permission": permission},
	]}},
	"AWSLogs/gone": {"acl": null},
}}}}}

_everybody := "http://acs.amazonaws.com/groups/global/AllUsers"

_anyone_signed := "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"

test_denies_a_grant_to_everybody if {
	open := fixtures.world(_granted(_everybody, "READ"))
	fixtures.says(object_acl.deny, fixtures.bucket, ["the ACL of AWSLogs/x grants READ to AllUsers"]) with input as open
	count(object_acl.deny) == 1 with input as open
}

test_denies_a_grant_to_every_account if {
	open := fixtures.world(_granted(_anyone_signed, "READ_ACP"))
	fixtures.says(object_acl.deny, fixtures.bucket, ["READ_ACP", "AuthenticatedUsers"]) with input as open
}

test_allows_grants_that_the_bucket_ignores if {
	block := {"s3": {"buckets": {fixtures.bucket: {"public_access_block": {"ignore_public_acls": true}}}}}
	open := fixtures.world(object.union(_granted(_everybody, "READ"), block))
	object_acl.deny == set() with input as open
}

test_allows_grants_to_others if {
	delivery := "http://acs.amazonaws.com/groups/s3/LogDelivery"
	object_acl.deny == set() with input as fixtures.world(_granted(delivery, "WRITE"))
}

# The name counts at its end: a canonical id may hold anything.
test_allows_what_only_looks_like_the_public if {
	alike := "http://acs.amazonaws.com/groups/global/AllUsersButSome"
	object_acl.deny == set() with input as fixtures.world(_granted(alike, "READ"))
}

test_allows_an_empty_bucket if {
	object_acl.deny == set() with input as fixtures.world({"s3": {"object_samples": {fixtures.bucket: {"objects": {}}}}})
}
