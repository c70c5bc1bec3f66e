package rules.s3.acl_not_public_test

import data.lib.fixtures
import data.rules.s3.acl_not_public

_acl(grantee) := {"owner": "o", "grants": [
	{"type": "CanonicalUser", "grantee": "o", "permission": "FULL_CONTROL"},
	{"type": "Group", "grantee": grantee, "permission": "READ"},
]}

_open := {
	"block_public_acls": false, "ignore_public_acls": false,
	"block_public_policy": false, "restrict_public_buckets": false,
}

_bucket(grantee, fields) := fixtures.with_bucket(object.union(
	{"acl": _acl(grantee), "ownership": "ObjectWriter", "public_access_block": null},
	fields,
))

_everybody := "http://acs.amazonaws.com/groups/global/AllUsers"

test_denies_everybody if {
	account := _bucket(_everybody, {})
	fixtures.denied(acl_not_public.deny) == {fixtures.bucket} with input as account
	fixtures.messages(acl_not_public.deny) == {"the ACL grants READ to everybody"} with input as account
}

# prowler knows AllUsers only.
test_denies_authenticated_users if {
	account := _bucket("http://acs.amazonaws.com/groups/global/AuthenticatedUsers", {"public_access_block": _open})
	fixtures.messages(acl_not_public.deny) == {
		"the ACL grants READ to everybody with an AWS account",
	} with input as account
}

test_denies_when_ownership_was_never_set if {
	count(acl_not_public.deny) == 1 with input as _bucket(_everybody, {"ownership": null})
}

# Blocking new ACLs leaves those that are there.
test_denies_when_only_new_acls_are_blocked if {
	account := _bucket(_everybody, {"public_access_block": object.union(_open, {"block_public_acls": true})})
	count(acl_not_public.deny) == 1 with input as account
}

test_allows_private_acl if {
	account := _bucket("http://acs.amazonaws.com/groups/s3/LogDelivery", {})
	count(acl_not_public.deny) == 0 with input as account
}

test_allows_disabled_acls if {
	count(acl_not_public.deny) == 0 with input as _bucket(_everybody, {"ownership": "BucketOwnerEnforced"})
}

test_allows_ignored_acls if {
	account := _bucket(_everybody, {"public_access_block": object.union(_open, {"ignore_public_acls": true})})
	count(acl_not_public.deny) == 0 with input as account
}

test_allows_acls_ignored_by_the_account if {
	account := object.union(_bucket(_everybody, {}), {"s3": {"account_public_access_block": object.union(
		_open,
		{"ignore_public_acls": true},
	)}})
	count(acl_not_public.deny) == 0 with input as account
}
