package rules.s3.foreign_permissions_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.foreign_permissions

_changing(elements) := fixtures.allow(object.union(
	{"sid": "Change", "principals": fixtures.root(fixtures.stranger), "actions": ["s3:PutBucketPolicy"]},
	elements,
))

_with(elements) := fixtures.with_bucket_policy([_changing(elements)])

test_denies_each_action if {
	every action in [
		"s3:DeleteBucketPolicy", "s3:PutBucketAcl", "s3:PutBucketPolicy", "s3:PutEncryptionConfiguration",
		"s3:PutObjectAcl", "S3:putbucketpolicy",
	] {
		foreign := _with({"actions": [action]})
		words := [`"Change"`, "account 999988887777, none of ours", sprintf("permissions: %s", [action])]
		fixtures.says(foreign_permissions.deny, fixtures.bucket, words) with input as foreign
	}
}

test_denies_in_full if {
	message := concat("", [
		`statement "Change" lets account 222233334444, account 999988887777, none of ours, `,
		"change permissions: s3:DeleteBucketPolicy, s3:PutBucketPolicy",
	])
	denied := {{"resource": fixtures.bucket, "message": message}}
	foreign_permissions.deny == denied with input as _with({
		"principals": array.concat(fixtures.root(fixtures.stranger), fixtures.root("222233334444")),
		"actions": ["s3:PutBucketPolicy", "s3:DeleteBucketPolicy"],
	})
}

test_denies_every_way_to_write_it if {
	every elements in [
		{"actions": ["s3:*"]},
		{"actions": ["*"]},
		{"actions": ["s3:Put*"]},
		{"actions": [], "not_actions": ["s3:GetObject"]},
		{"principals": fixtures.role(fixtures.stranger)},
		{"principals": fixtures.anybody},
		{"principals": fixtures.any_account},
		{"principals": [], "not_principals": fixtures.root(fixtures.account)},
		{"principals": fixtures.anybody, "conditions": [fixtures.condition("StringLike", "aws:sourcearn", ["*"])]},
	] {
		count(foreign_permissions.deny) == 1 with input as _with(elements)
	}
}

test_denies_an_organization_that_nobody_named if {
	organized := _with({
		"principals": fixtures.any_account,
		"conditions": [fixtures.condition("StringEquals", "aws:principalorgid", [fixtures.organization])],
	})
	fixtures.says(foreign_permissions.deny, fixtures.bucket, [fixtures.organization]) with input as organized
}

# Whoever may read the logs may not change who reads them.
test_denies_a_reader if {
	count(foreign_permissions.deny) == 1 with input as _with({}) with data.params as {"readers": [fixtures.stranger]}
}

test_denies_what_half_a_fence_leaves_open if {
	every resource in [fixtures.bucket, "arn:aws:s3:::audit-logs/*"] {
		fence := object.union(
			fixtures.fence([fixtures.outside("aws:principalaccount", [fixtures.account])]),
			{"resources": [resource]},
		)
		count(foreign_permissions.deny) == 1 with input as fixtures.with_bucket_policy([fence, _changing({})])
	}
}

test_allows_ours if {
	foreign_permissions.deny == set() with input as _with({"principals": fixtures.root(fixtures.account)})
	foreign_permissions.deny == set() with input as _with({}) with data.params as {"accounts": [fixtures.stranger]}
}

# Config's s3-bucket-blacklisted-actions-prohibited ignores conditions, and says so.
test_allows_strangers_of_our_organization if {
	bound := _with({"conditions": [fixtures.condition("StringEquals", "aws:principalorgid", [fixtures.organization])]})
	foreign_permissions.deny == set() with input as bound with data.params as {"org_id": fixtures.organization}
}

test_allows_strangers_to_read if {
	foreign_permissions.deny == set() with input as _with({"actions": ["s3:GetObject", "s3:PutObject"]})
	foreign_permissions.deny == set() with input as _with({"actions": [], "not_actions": ["s3:Put*", "s3:Delete*"]})
}

test_allows_what_a_fence_keeps_out if {
	fence := fixtures.fence([fixtures.outside("aws:principalaccount", [fixtures.account]), fixtures.no_service])
	foreign_permissions.deny == set() with input as fixtures.with_bucket_policy([_changing({}), fence])
}

test_allows_denials_and_services_and_deleted_principals if {
	every elements in [
		{"effect": "Deny"},
		{"principals": fixtures.service("config.amazonaws.com")},
		{"principals": fixtures.deleted},
	] {
		foreign_permissions.deny == set() with input as _with(elements)
	}
}

test_allows_a_bucket_without_a_policy if {
	foreign_permissions.deny == set() with input as fixtures.with_bucket({"policy": null})
}
