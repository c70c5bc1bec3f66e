package rules.s3.public_acl_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.public_acl

_granted(grantee, permission) := {"acl": {"owner": "c1", "grants": [
	{"type": "CanonicalUser", "grantee": "c1", "permission": "FULL_CONTROL"},
	{"type": "Group", "grantee": grantee, "permission": permission},
]}}

_everybody := "http://acs.amazonaws.com/groups/global/AllUsers"

_anyone_signed := "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"

test_denies_a_grant_to_everybody if {
	open := fixtures.with_bucket(_granted(_everybody, "READ_ACP"))
	fixtures.says(public_acl.deny, fixtures.bucket, ["READ_ACP", "AllUsers"]) with input as open
}

# prowler's check of this name looks at AllUsers only.
test_denies_a_grant_to_every_account if {
	open := fixtures.with_bucket(_granted(_anyone_signed, "WRITE"))
	fixtures.says(public_acl.deny, fixtures.bucket, ["WRITE", "AuthenticatedUsers"]) with input as open
}

test_denies_while_only_new_acls_are_blocked if {
	half := {"public_access_block": {"block_public_acls": true, "ignore_public_acls": false}}
	open := fixtures.with_bucket(object.union(_granted(_everybody, "READ"), half))
	count(public_acl.deny) == 1 with input as open
}

test_allows_grants_that_the_bucket_ignores if {
	block := {"public_access_block": {"ignore_public_acls": true}}
	public_acl.deny == set() with input as fixtures.with_bucket(object.union(_granted(_everybody, "READ"), block))
}

test_allows_grants_that_the_account_ignores if {
	block := {"s3": {"account_public_access_block": {"ignore_public_acls": true}}}
	open := fixtures.with_bucket(_granted(_everybody, "READ"))
	public_acl.deny == set() with input as object.union(open, block)
}

test_allows_grants_to_others if {
	delivery := "http://acs.amazonaws.com/groups/s3/LogDelivery"
	public_acl.deny == set() with input as fixtures.with_bucket(_granted(delivery, "WRITE"))
}

test_denies_in_full if {
	open := fixtures.with_bucket(_granted(_everybody, "READ"))
	fixtures.says(public_acl.deny, fixtures.bucket, ["the ACL grants READ to AllUsers"]) with input as open
}

test_allows_a_group_whose_name_only_begins_so if {
	other := fixtures.with_bucket(_granted(sprintf("%s/of/ours", [_everybody]), "READ"))
	public_acl.deny == set() with input as other
}
