package rules.s3.foreign_principals_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.foreign_principals

_reading(elements) := fixtures.allow(object.union(
	{"sid": "Read", "principals": fixtures.root(fixtures.stranger), "actions": ["s3:GetObject"]},
	elements,
))

_with(elements) := fixtures.with_bucket_policy([_reading(elements)])

_canonical := "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"

test_denies_a_foreign_account if {
	words := [`statement "Read" lets in account 222233334444, account 999988887777: none of ours`]
	two := array.concat(fixtures.root(fixtures.stranger), fixtures.root("222233334444"))
	fixtures.says(foreign_principals.deny, fixtures.bucket, words) with input as _with({"principals": two})
}

test_denies_every_kind_of_stranger if {
	every elements in [
		{"principals": fixtures.role(fixtures.stranger)},
		{"principals": fixtures.anybody},
		{"principals": fixtures.any_account},
		{"principals": [], "not_principals": fixtures.root(fixtures.account)},
		{"principals": [{"type": "Federated", "id": "graph.facebook.com", "account": ""}]},
		{"principals": [{"type": "CanonicalUser", "id": _canonical, "account": ""}]},
		{"principals": fixtures.anybody, "conditions": [fixtures.condition("StringLike", "aws:sourcearn", ["*"])]},
		{"principals": fixtures.anybody, "conditions": [
			fixtures.condition("StringEquals", "aws:sourcevpce", ["vpce-1a2b3c4d"]),
		]},
	] {
		count(foreign_principals.deny) == 1 with input as _with(elements)
	}
}

_service := "delivery.logs.amazonaws.com"

# cloud-custodian #7191, cloud-custodian PR #7310
test_denies_a_service_that_may_act_for_anybody if {
	words := [concat("", [
		`statement "Read" lets in config.amazonaws.com, delivery.logs.amazonaws.com for anybody: `,
		"no aws:SourceArn, aws:SourceAccount or aws:SourceOrgID binds it to ours",
	])]
	two := array.concat(fixtures.service(_service), fixtures.service("config.amazonaws.com"))
	fixtures.says(foreign_principals.deny, fixtures.bucket, words) with input as _with({"principals": two})
	theirs := [fixtures.condition("StringEquals", "aws:sourceaccount", [fixtures.stranger])]
	bound := _with({"principals": fixtures.service(_service), "conditions": theirs})
	count(foreign_principals.deny) == 1 with input as bound
}

test_denies_what_half_a_fence_leaves_open if {
	every resource in [fixtures.bucket, "arn:aws:s3:::audit-logs/*"] {
		fence := object.union(
			fixtures.fence([fixtures.outside("aws:principalaccount", [fixtures.account])]),
			{"resources": [resource]},
		)
		count(foreign_principals.deny) == 1 with input as fixtures.with_bucket_policy([fence, _reading({})])
	}
}

test_allows_ours if {
	foreign_principals.deny == set() with input as _with({"principals": fixtures.role(fixtures.account)})
	foreign_principals.deny == set() with input as _with({}) with data.params as {"accounts": [fixtures.stranger]}
}

test_allows_our_organization if {
	organized := _with({
		"principals": fixtures.any_account,
		"conditions": [fixtures.condition("StringEquals", "aws:principalorgid", [fixtures.organization])],
	})
	foreign_principals.deny == set() with input as organized with data.params as {"org_id": fixtures.organization}
}

test_allows_readers if {
	every pair in [
		[{}, fixtures.stranger],
		[{"principals": fixtures.role(fixtures.stranger)}, "arn:aws:iam::999988887777:role/reader"],
		[{"principals": [{"type": "CanonicalUser", "id": _canonical, "account": ""}]}, _canonical],
		[{"principals": fixtures.service(_service)}, _service],
		[
			{"principals": fixtures.anybody, "conditions": [
				fixtures.condition("StringEquals", "aws:sourcevpce", ["vpce-1a2b3c4d"]),
			]},
			"vpce-1a2b3c4d",
		],
	] {
		foreign_principals.deny == set() with input as _with(pair[0]) with data.params as {"readers": [pair[1]]}
	}
}

test_allows_a_service_that_acts_for_us if {
	foreign_principals.deny == set() with input as _with({
		"principals": fixtures.service(_service),
		"conditions": [fixtures.condition("StringEquals", "aws:sourceaccount", [fixtures.account])],
	})
}

# cloud-custodian #9879
test_allows_a_deleted_principal if {
	foreign_principals.deny == set() with input as _with({"principals": fixtures.deleted})
}

# s3.confused_deputy speaks of both.
test_allows_cloudtrail_and_the_accounts_that_it_had if {
	foreign_principals.deny == set() with input as _with({"principals": fixtures.cloudtrail})
	foreign_principals.deny == set() with input as _with({"principals": fixtures.root("086441151436")})
	foreign_principals.deny == set() with input as fixtures.with_bucket_policy(fixtures.guide_bucket_policy)
}

test_allows_what_a_fence_keeps_out if {
	every conditions in [
		[fixtures.outside("aws:principalorgid", [fixtures.organization])],
		[fixtures.outside("aws:principalorgid", [fixtures.organization]), fixtures.no_service],
	] {
		foreign_principals.deny == set() with input as fixtures.with_bucket_policy([_reading({}), fixtures.fence(conditions)])
			with data.params as {"org_id": fixtures.organization}
	}
}

test_allows_denials_and_no_policy if {
	foreign_principals.deny == set() with input as _with({"effect": "Deny"})
	foreign_principals.deny == set() with input as _with({"effect": "Deny", "principals": fixtures.service(_service)})
	foreign_principals.deny == set() with input as fixtures.with_bucket({"policy": null})
}
