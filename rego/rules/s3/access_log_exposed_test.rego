package rules.s3.access_log_exposed_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.access_log_exposed

_switch(name) := fixtures.with_access_logs({"public_access_block": {name: false}})

_account(name) := {"s3": {"account_public_access_block": {name: true}}}

_words := {
	"restrict_public_buckets": ["RestrictPublicBuckets is off for arn:aws:s3:::access-logs and", "policy would be"],
	"ignore_public_acls": ["IgnorePublicAcls is off for arn:aws:s3:::access-logs and", "ACL would be"],
}

test_denies_each_switch_that_is_off if {
	every name, words in _words {
		fixtures.says(access_log_exposed.deny, fixtures.bucket, words) with input as _switch(name)
		count(access_log_exposed.deny) == 1 with input as _switch(name)
	}
}

test_denies_a_target_without_any if {
	count(access_log_exposed.deny) == 2 with input as fixtures.with_access_logs({"public_access_block": null})
}

test_allows_a_target_that_is_closed if {
	access_log_exposed.deny == set() with input as fixtures.with_access_logs({})
}

test_allows_a_target_whose_account_is_closed if {
	every name, _ in _words {
		access_log_exposed.deny == set() with input as object.union(_switch(name), _account(name))
	}
}

test_allows_switches_that_close_nothing_that_is_open if {
	access_log_exposed.deny == set() with input as _switch("block_public_acls")
	access_log_exposed.deny == set() with input as _switch("block_public_policy")
}

# Whose name is free has nothing in it; that is another rule's.
test_allows_a_target_that_is_gone if {
	gone := fixtures.with_access_logs({"exists": false, "public_access_block": null})
	access_log_exposed.deny == set() with input as gone
}

test_allows_what_nobody_saw if {
	unseen := json.remove(fixtures.with_access_logs({}), [["s3", "buckets", fixtures.access_logs]])
	access_log_exposed.deny == set() with input as unseen
	access_log_exposed.deny == set() with input as fixtures.with_bucket({"logging": null})
}
