package rules.s3.only_cloudtrail_writes_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.only_cloudtrail_writes

_writing(elements) := fixtures.allow(object.union(
	{
		"sid": "Put",
		"principals": fixtures.role(fixtures.account),
		"actions": ["s3:PutObject"],
		"resources": ["arn:aws:s3:::audit-logs/*"],
	},
	elements,
))

_with(elements) := fixtures.with_bucket_policy([_writing(elements)])

_role := "arn:aws:iam::111122223333:role/reader"

test_denies_a_role_of_ours if {
	fixtures.says(only_cloudtrail_writes.deny, fixtures.bucket, [`"Put"`, _role, "trail audit"]) with input as _with({})
}

test_denies_in_full if {
	message := sprintf(`statement "Put" lets account 999988887777, %s put objects where trail audit writes`, [_role])
	two := array.concat(fixtures.role(fixtures.account), fixtures.root(fixtures.stranger))
	denied := {{"resource": fixtures.bucket, "message": message}}
	only_cloudtrail_writes.deny == denied with input as _with({"principals": two})
}

test_denies_every_kind_of_writer if {
	every elements in [
		{"principals": fixtures.root(fixtures.account)},
		{"principals": fixtures.root(fixtures.stranger)},
		{"principals": fixtures.anybody},
		{"principals": [], "not_principals": fixtures.root(fixtures.account)},
		{"principals": array.concat(fixtures.cloudtrail, fixtures.role(fixtures.account))},
		{"principals": fixtures.any_account, "conditions": [
			fixtures.condition("StringEquals", "aws:principalaccount", [fixtures.account]),
		]},
		{"conditions": [fixtures.condition("StringEquals", "s3:x-amz-acl", ["bucket-owner-full-control"])]},
	] {
		count(only_cloudtrail_writes.deny) == 1 with input as _with(elements)
	}
}

test_denies_every_way_to_write_action_and_place if {
	every elements in [
		{"actions": ["s3:ReplicateObject"]},
		{"actions": ["s3:Put*"]},
		{"actions": ["*"]},
		{"actions": [], "not_actions": ["s3:GetObject"]},
		{"resources": ["*"]},
		{"resources": ["arn:aws:s3:::audit-logs/AWSLogs/*"]},
		{"resources": ["arn:aws:s3:::audit-logs/AWSLogs/*/CloudTrail/*"]},
		{"resources": ["arn:aws:s3:::audit-logs/AWSLogs/111122223333/CloudTrail/eu-west-1/*"]},
		{"resources": ["arn:aws:s3:::audit-logs/AWSLogs/111122223333/CloudTrail-Digest/*"]},
		{"resources": [], "not_resources": ["arn:aws:s3:::audit-logs/private/*"]},
	] {
		count(only_cloudtrail_writes.deny) == 1 with input as _with(elements)
	}
}

test_denies_a_writer_under_the_prefix_of_the_trail if {
	prefixed := {"cloudtrail": {"trails": {fixtures.trail: {"s3_key_prefix": "p"}}}}
	place := {"resources": ["arn:aws:s3:::audit-logs/p/AWSLogs/111122223333/CloudTrail/*"]}
	count(only_cloudtrail_writes.deny) == 1 with input as object.union(_with(place), prefixed)
	only_cloudtrail_writes.deny == set() with input as _with(place)
}

test_denies_a_writer_under_the_organization if {
	organized := {"cloudtrail": {"trails": {fixtures.trail: {"is_organization_trail": true}}}}
	place := {"resources": ["arn:aws:s3:::audit-logs/AWSLogs/o-a1b2c3d4e5/*"]}
	count(only_cloudtrail_writes.deny) == 1 with input as object.union(_with(place), organized)
	only_cloudtrail_writes.deny == set() with input as _with(place)
}

test_denies_what_a_statement_shuts_in_part if {
	every elements in [
		{"effect": "Allow", "principals": fixtures.cloudtrail},
		{"principals": fixtures.root(fixtures.stranger)},
		{"actions": ["s3:PutObject"]},
		{"resources": ["arn:aws:s3:::audit-logs/AWSLogs/111122223333/CloudTrail/eu-west-1/*"]},
		{"conditions": [fixtures.outside("aws:principalorgid", [fixtures.organization])]},
	] {
		shut := object.union(fixtures.fence([fixtures.no_service]), elements)
		count(only_cloudtrail_writes.deny) == 1 with input as fixtures.with_bucket_policy([_writing({}), shut])
	}
}

# A request that nobody signed has no aws:PrincipalIsAWSService.
test_denies_everybody_whom_a_statement_does_not_shut_out if {
	everybody := _writing({"principals": fixtures.anybody})
	shut := fixtures.fence([fixtures.no_service])
	count(only_cloudtrail_writes.deny) == 1 with input as fixtures.with_bucket_policy([everybody, shut])
}

test_denies_two_statements_that_allow if {
	open := object.union(fixtures.fence([fixtures.no_service]), {"effect": "Allow"})
	count(only_cloudtrail_writes.deny) == 2 with input as fixtures.with_bucket_policy([_writing({}), open])
}

_acl(grants) := object.union(
	fixtures.with_bucket_policy([]),
	fixtures.with_bucket({"acl": {"owner": "c1", "grants": grants}}),
)

_stranger(permission) := {"type": "CanonicalUser", "grantee": "c2", "permission": permission}

_group(name, permission) := {
	"type": "Group",
	"grantee": sprintf("http://acs.amazonaws.com/groups/%s", [name]),
	"permission": permission,
}

test_denies_grants_to_write if {
	every permission in ["WRITE", "FULL_CONTROL"] {
		granted := _acl([_stranger(permission)])
		words := [sprintf("the ACL grants %s to c2", [permission])]
		fixtures.says(only_cloudtrail_writes.deny, fixtures.bucket, words) with input as granted
	}
	count(only_cloudtrail_writes.deny) == 1 with input as _acl([_group("global/AllUsers", "WRITE")])
	count(only_cloudtrail_writes.deny) == 1 with input as _acl([_group("s3/LogDelivery/x", "WRITE")])
}

test_denies_a_stranger_whatever_is_ignored if {
	ignoring := fixtures.with_bucket({"public_access_block": {"ignore_public_acls": true}})
	count(only_cloudtrail_writes.deny) == 1 with input as object.union(_acl([_stranger("WRITE")]), ignoring)
}

test_allows_public_grants_that_are_ignored if {
	ignoring := fixtures.with_bucket({"public_access_block": {"ignore_public_acls": true}})
	public := _acl([_group("global/AuthenticatedUsers", "WRITE")])
	only_cloudtrail_writes.deny == set() with input as object.union(public, ignoring)
}

test_allows_other_grants if {
	only_cloudtrail_writes.deny == set() with input as _acl([
		{"type": "CanonicalUser", "grantee": "c1", "permission": "FULL_CONTROL"},
		_group("s3/LogDelivery", "WRITE"),
		_stranger("READ"),
		_stranger("READ_ACP"),
	])
}

test_allows_cloudtrail if {
	only_cloudtrail_writes.deny == set() with input as fixtures.with_bucket_policy(fixtures.guide_bucket_policy)
	everybody := _with({
		"principals": fixtures.anybody,
		"conditions": [fixtures.condition("StringEquals", "aws:sourcearn", [fixtures.trail])],
	})
	only_cloudtrail_writes.deny == set() with input as everybody
}

# s3.confused_deputy speaks of the accounts that CloudTrail had.
test_allows_services_and_deleted_principals_and_cloudtrail_of_old if {
	every principals in [
		fixtures.service("config.amazonaws.com"),
		fixtures.deleted,
		fixtures.root("086441151436"),
	] {
		only_cloudtrail_writes.deny == set() with input as _with({"principals": principals})
	}
}

test_allows_writers if {
	only_cloudtrail_writes.deny == set() with input as _with({}) with data.params as {"writers": [_role]}
}

test_allows_other_places_and_actions_and_denials if {
	every elements in [
		{"effect": "Deny"},
		{"actions": ["s3:GetObject", "s3:DeleteObject"]},
		{"actions": [], "not_actions": ["s3:Put*", "s3:Replicate*"]},
		{"resources": ["arn:aws:s3:::audit-logs/AWSLogs/111122223333/Config/*"]},
		{"resources": ["arn:aws:s3:::audit-logs/inbox/*"]},
		{"resources": [], "not_resources": ["arn:aws:s3:::audit-logs/AWSLogs/*"]},
	] {
		only_cloudtrail_writes.deny == set() with input as _with(elements)
	}
}

test_allows_what_a_statement_shuts if {
	every conditions in [[fixtures.no_service], [fixtures.no_service_if_any], []] {
		shut := fixtures.fence(conditions)
		only_cloudtrail_writes.deny == set() with input as fixtures.with_bucket_policy([_writing({}), shut])
	}
	everybody := _writing({"principals": fixtures.anybody})
	shut := fixtures.fence([fixtures.no_service_if_any])
	only_cloudtrail_writes.deny == set() with input as fixtures.with_bucket_policy([everybody, shut])
}

test_allows_the_trails_of_others_and_buckets_that_are_gone if {
	place := {"resources": ["arn:aws:s3:::audit-logs/guest/*"]}
	only_cloudtrail_writes.deny == set() with input as object.union(_with(place), fixtures.guest)
	gone := object.union(_with({}), fixtures.with_bucket({"exists": false}))
	only_cloudtrail_writes.deny == set() with input as gone
	lost := object.union(_acl([_stranger("WRITE")]), fixtures.with_bucket({"exists": false}))
	only_cloudtrail_writes.deny == set() with input as lost
}

_central(folders, elements) := fixtures.with_central(
	{"folders": folders},
	{"policy": {"document": {"statements": [_writing(elements)]}}},
)

test_denies_a_writer_where_trails_of_other_accounts_write if {
	every resource in [
		"*", "arn:aws:s3:::central/*", "arn:aws:s3:::*/AWSLogs/*", "arn:aws:s3:::central/AWSLogs/*",
		"arn:aws:s3:::central/AWSLogs/444455556666/*", "arn:aws:s3:::central/AWSLogs/444455556666/CloudTrail/*",
	] {
		input_ := _central(["AWSLogs/"], {"resources": [resource]})
		words := [`"Put"`, _role, "under AWSLogs/, where trails of other accounts write"]
		fixtures.says(only_cloudtrail_writes.deny, fixtures.central, words) with input as input_
	}
	but := _central(["AWSLogs/"], {"resources": [], "not_resources": ["arn:aws:s3:::central/private/*"]})
	count(only_cloudtrail_writes.deny) == 1 with input as but
}

test_allows_writers_elsewhere_in_a_central_bucket if {
	every resource in [
		"arn:aws:s3:::central/p/AWSLogs/*", "arn:aws:s3:::central/AWSLogs/444455556666/Config/*", "arn:aws:s3:::central",
		"arn:aws:s3:::other/AWSLogs/*", "arn:aws:s3:::oth*", "s3:::central*",
		"AWSLogs/*",
	] {
		input_ := _central(["AWSLogs/"], {"resources": [resource]})
		only_cloudtrail_writes.deny == set() with input as input_
	}
	but := _central(["AWSLogs/"], {"resources": [], "not_resources": ["arn:aws:s3:::central/AWSLogs/*"]})
	only_cloudtrail_writes.deny == set() with input as but
	cloudtrail := _central(["AWSLogs/"], {"principals": fixtures.cloudtrail, "resources": ["arn:aws:s3:::central/*"]})
	only_cloudtrail_writes.deny == set() with input as cloudtrail
}

test_allows_a_central_bucket_that_is_gone if {
	statements := [_writing({"resources": ["arn:aws:s3:::central/*"]})]
	fields := {"exists": false, "policy": {"document": {"statements": statements}}}
	only_cloudtrail_writes.deny == set() with input as fixtures.with_central({"folders": ["AWSLogs/"]}, fields)
}

test_denies_two_writers_where_trails_of_other_accounts_write if {
	two := array.concat(fixtures.role(fixtures.account), fixtures.root(fixtures.stranger))
	input_ := _central(["AWSLogs/"], {"principals": two, "resources": ["arn:aws:s3:::central/*"]})
	words := [sprintf("lets account %s, %s put", [fixtures.stranger, _role])]
	fixtures.says(only_cloudtrail_writes.deny, fixtures.central, words) with input as input_
}

test_allows_a_central_bucket_that_is_shut if {
	statements := [
		_writing({"resources": ["arn:aws:s3:::central/*"]}),
		fixtures.allow({
			"effect": "Deny",
			"principals": fixtures.anybody,
			"actions": ["s3:*"],
			"resources": ["arn:aws:s3:::central/AWSLogs/*"],
			"conditions": [fixtures.no_service],
		}),
	]
	input_ := fixtures.with_central({"folders": ["AWSLogs/"]}, {"policy": {"document": {"statements": statements}}})
	only_cloudtrail_writes.deny == set() with input as input_
}

test_denies_a_writer_where_a_trail_of_another_account_writes if {
	input_ := fixtures.with_central(
		{"trails": [fixtures.guest_trail]},
		{"policy": {"document": {"statements": [_writing({"resources": ["arn:aws:s3:::central/*"]})]}}},
	)
	fed := object.union(input_, fixtures.to_central({}))
	fixtures.says(only_cloudtrail_writes.deny, fixtures.central, [_role, "trail guest"]) with input as fed
}
