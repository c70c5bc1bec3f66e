package rules.s3.access_point_strangers_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.access_point_strangers

_point(statements, changes) := fixtures.with_access_point(object.union(
	{"policy": {"document": {"statements": statements}}},
	changes,
))

_read(principals) := fixtures.allow({"principals": principals, "actions": ["s3:GetObject"]})

_stranger := _read(fixtures.root(fixtures.stranger))

test_denies_another_account if {
	words := [`statement "S" lets in account 999988887777`]
	fixtures.says(access_point_strangers.deny, fixtures.access_point, words) with input as _point([_stranger], {})
}

test_denies_several_accounts if {
	several := _read(array.concat(fixtures.root(fixtures.stranger), fixtures.root("222233334444")))
	words := ["account 222233334444, account 999988887777: none of ours"]
	fixtures.says(access_point_strangers.deny, fixtures.access_point, words) with input as _point([several], {})
}

test_denies_everybody if {
	open := _point([_read(fixtures.root(fixtures.account)), _read(fixtures.anybody)], {})
	fixtures.says(access_point_strangers.deny, fixtures.access_point, ["everybody"]) with input as open
	count(access_point_strangers.deny) == 1 with input as open
}

test_denies_every_kind if {
	every kind in ["multi_region", "object_lambda"] {
		count(access_point_strangers.deny) == 1 with input as _point([_stranger], {"kind": kind})
	}
}

test_allows_our_accounts if {
	access_point_strangers.deny == set() with input as _point([_read(fixtures.root(fixtures.account))], {})
	access_point_strangers.deny == set() with input as _point([_stranger], {})
		with data.params.accounts as [fixtures.stranger]
}

test_allows_known_readers if {
	access_point_strangers.deny == set() with input as _point([_stranger], {})
		with data.params.readers as [fixtures.stranger]
}

test_allows_our_organization if {
	org := fixtures.condition("StringEquals", "aws:principalorgid", ["o-abcdefghij"])
	ours := object.union(_read(fixtures.anybody), {"conditions": [org]})
	access_point_strangers.deny == set() with input as _point([ours], {}) with data.params.org_id as "o-abcdefghij"
	count(access_point_strangers.deny) == 1 with input as _point([ours], {})
}

test_allows_strangers_in_our_network_only if {
	inside := {"network_origin": "VPC", "vpc": "vpc-0a1b2c3d4e5f67890"}
	access_point_strangers.deny == set() with input as _point([_stranger], inside)
}

test_allows_an_access_point_without_policy if {
	access_point_strangers.deny == set() with input as fixtures.with_access_point({})
}

_all := [fixtures.access_point, sprintf("%s/object/*", [fixtures.access_point])]

_fence(resources) := object.union(
	fixtures.fence([fixtures.outside("aws:principalaccount", [fixtures.account])]),
	{"resources": resources},
)

test_allows_what_a_fence_keeps_out if {
	access_point_strangers.deny == set() with input as _point([_stranger, _fence(_all)], {})
}

test_denies_what_half_a_fence_leaves_open if {
	every resource in _all {
		count(access_point_strangers.deny) == 1 with input as _point([_stranger, _fence([resource])], {})
	}
}

test_denies_what_a_fence_of_another_service_leaves_open if {
	other := object.union(_fence(_all), {"actions": ["s3-object-lambda:*"]})
	count(access_point_strangers.deny) == 1 with input as _point([_stranger, other], {})
}
