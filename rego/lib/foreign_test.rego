package lib.foreign_test

import data.lib.fixtures_test as fixtures
import data.lib.foreign

_known := {fixtures.account, "444455556666", fixtures.organization, "vpce-1a2b3c4d", "203.0.113.0/24"}

_admitted(elements) := foreign.admitted(fixtures.allow(elements), _known)

_service := "delivery.logs.amazonaws.com"

_services(conditions) := foreign.services(
	fixtures.allow({"principals": fixtures.service(_service), "conditions": conditions}),
	_known,
)

_one(type, id) := [{"type": type, "id": id, "account": ""}]

test_known_principals if {
	every principals in [
		fixtures.root(fixtures.account),
		fixtures.root("444455556666"),
		fixtures.role(fixtures.account),
		_one("Federated", "arn:aws:iam::111122223333:saml-provider/us"),
		_one("CanonicalUser", "444455556666"),
		fixtures.service("logging.s3.amazonaws.com"),
	] {
		_admitted({"principals": principals}) == set()
	}
}

# cloud-custodian #9879
test_deleted_principals_are_nobody if {
	_admitted({"principals": fixtures.deleted}) == set()
}

test_strangers if {
	_admitted({"principals": fixtures.root(fixtures.stranger)}) == {"account 999988887777"}
	_admitted({"principals": fixtures.role(fixtures.stranger)}) == {"arn:aws:iam::999988887777:role/reader"}
	_admitted({"principals": array.concat(fixtures.root(fixtures.stranger), fixtures.root(fixtures.account))}) == {
		"account 999988887777",
	}
	every principals in [
		_one("Federated", "cognito-identity.amazonaws.com"),
		_one("Federated", "arn:aws:iam::999988887777:saml-provider/them"),
		_one("CanonicalUser", "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"),
		_one("AWS", "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE"),
	] {
		_admitted({"principals": principals}) == {principals[0].id}
	}
}

test_a_denial_admits_nobody if {
	_admitted({"effect": "Deny", "principals": fixtures.anybody}) == set()
	foreign.services(fixtures.allow({"effect": "Deny", "principals": fixtures.service(_service)}), _known) == set()
}

test_everybody if {
	every elements in [
		{"principals": fixtures.anybody},
		{"principals": fixtures.any_account},
		{"not_principals": fixtures.root(fixtures.account)},
		{"principals": fixtures.anybody, "conditions": [fixtures.condition("Bool", "aws:securetransport", ["true"])]},
	] {
		_admitted(elements) == {"everybody"}
	}
}

test_everybody_whom_a_condition_binds_to_ours if {
	every pair in [
		["aws:principalaccount", "111122223333"],
		["aws:principalarn", "arn:aws:iam::111122223333:role/*"],
		["aws:principalorgid", "o-a1b2c3d4e5"],
		["aws:principalorgpaths", "o-a1b2c3d4e5/r-ab12/*"],
		["aws:sourceaccount", "444455556666"],
		["aws:sourcevpce", "vpce-1a2b3c4d"],
		["kms:calleraccount", "111122223333"],
	] {
		condition := fixtures.condition("StringLike", pair[0], [pair[1]])
		_admitted({"principals": fixtures.any_account, "conditions": [condition]}) == set()
		_admitted({"not_principals": fixtures.root(fixtures.stranger), "conditions": [condition]}) == set()
	}
}

# cloud-custodian: any aws:SourceIp counts as safe there.
test_networks_have_to_be_known if {
	near := fixtures.condition("IpAddress", "aws:sourceip", ["203.0.113.0/24"])
	_admitted({"principals": fixtures.anybody, "conditions": [near]}) == set()
	far := fixtures.condition("IpAddress", "aws:sourceip", ["198.51.100.0/24", "203.0.113.0/24"])
	_admitted({"principals": fixtures.anybody, "conditions": [far]}) == {"everybody with aws:sourceip 198.51.100.0/24"}
	elsewhere := fixtures.condition("NotIpAddress", "aws:sourceip", ["203.0.113.0/24"])
	_admitted({"principals": fixtures.anybody, "conditions": [elsewhere]}) == {"everybody"}
}

# The conditions that the peers take for bounds: Prowler PR #10600, and its is_policy_public.
test_conditions_that_bind_nobody if {
	ours := fixtures.condition("StringEquals", "aws:principalaccount", [fixtures.account])
	every condition in [
		object.union(ours, {"operator": "StringNotEquals"}),
		object.union(ours, {"if_exists": true}),
		object.union(ours, {"qualifier": "ForAllValues"}),
		fixtures.condition("StringEquals", "aws:resourceaccount", [fixtures.account]),
		fixtures.condition("StringEquals", "s3:resourceaccount", [fixtures.account]),
		fixtures.condition("StringEquals", "kms:viaservice", ["s3.us-east-1.amazonaws.com"]),
		fixtures.condition("StringEquals", "aws:calledvia", ["s3.amazonaws.com"]),
		fixtures.condition("StringEquals", "aws:principaltype", ["User"]),
	] {
		_admitted({"principals": fixtures.any_account, "conditions": [condition]}) == {"everybody"}
	}
}

test_everybody_whom_a_condition_binds_to_strangers if {
	two := fixtures.condition("StringEquals", "aws:principalaccount", [fixtures.account, fixtures.stranger])
	_admitted({"principals": fixtures.any_account, "conditions": [two]}) == {
		"everybody with aws:principalaccount 999988887777",
	}
	any_trail := fixtures.condition("StringLike", "aws:sourcearn", ["*"])
	_admitted({"principals": fixtures.anybody, "conditions": [any_trail]}) == {"everybody with aws:sourcearn *"}
}

test_one_condition_of_two_is_enough if {
	ours := fixtures.condition("StringEquals", "aws:principalorgid", [fixtures.organization])
	other := fixtures.condition("StringEquals", "aws:sourcevpce", ["vpce-99999999"])
	_admitted({"principals": fixtures.any_account, "conditions": [other, ours]}) == set()
}

test_a_stranger_of_our_organization if {
	ours := fixtures.condition("StringEquals", "aws:principalorgid", [fixtures.organization])
	_admitted({"principals": fixtures.root(fixtures.stranger), "conditions": [ours]}) == set()
	theirs := fixtures.condition("StringEquals", "aws:principalorgid", ["o-zzzzzzzzzz"])
	_admitted({"principals": fixtures.root(fixtures.stranger), "conditions": [theirs]}) == {"account 999988887777"}
}

# cloud-custodian #7191, cloud-custodian PR #7310
test_services if {
	_services([]) == {_service}
	_services([fixtures.condition("StringEquals", "aws:sourceaccount", [fixtures.stranger])]) == {_service}
	_services([fixtures.condition("StringEquals", "aws:principalaccount", [fixtures.account])]) == {_service}
	_services([fixtures.condition("IpAddress", "aws:sourceip", ["203.0.113.0/24"])]) == {_service}
	foreign.services(fixtures.allow({"principals": fixtures.root(fixtures.stranger)}), _known) == set()
	foreign.services(fixtures.allow({"principals": fixtures.service(_service)}), {_service}) == set()
}

test_services_for_ours if {
	every pair in [
		["aws:sourceaccount", "111122223333"],
		["aws:sourcearn", "arn:aws:logs:us-east-1:111122223333:*"],
		["aws:sourceorgid", "o-a1b2c3d4e5"],
		["aws:sourceorgpaths", "o-a1b2c3d4e5/*"],
	] {
		_services([fixtures.condition("StringLike", pair[0], [pair[1]])]) == set()
	}
}

_stranger := fixtures.allow({"principals": fixtures.root(fixtures.stranger)})

_anybody := fixtures.allow({"principals": fixtures.anybody})

_fenced(elements) if {
	statement := object.union(fixtures.fence([fixtures.outside("aws:principalorgid", [fixtures.organization])]), elements)
	foreign.fenced([statement], "s3", [fixtures.bucket], _stranger, _known)
}

test_fenced if {
	every elements in [
		{},
		{"principals": fixtures.any_account},
		{"actions": ["*"]},
		{"resources": ["*"]},
		{"conditions": [fixtures.outside("aws:principalaccount", [fixtures.account, "444455556666"])]},
		{"conditions": [object.union(fixtures.outside("aws:principalorgid", [fixtures.organization]), {"if_exists": true})]},
		{"conditions": [fixtures.condition("ArnNotLike", "aws:principalarn", ["arn:aws:iam::111122223333:*"])]},
		{"conditions": [fixtures.condition("NotIpAddress", "aws:sourceip", ["203.0.113.0/24"])]},
		{"conditions": [fixtures.no_service, fixtures.outside("aws:principalorgid", [fixtures.organization])]},
	] {
		_fenced(elements)
	}
}

test_fenced_on_each_resource if {
	fence := fixtures.fence([fixtures.outside("aws:principalorgid", [fixtures.organization])])
	half := object.union(fence, {"resources": [fixtures.bucket]})
	foreign.fenced([fence], "s3", [fixtures.bucket, "arn:aws:s3:::audit-logs/*"], _anybody, _known)
	not foreign.fenced([half], "s3", [fixtures.bucket, "arn:aws:s3:::audit-logs/*"], _anybody, _known)
}

# A request that nobody signed has no aws:PrincipalIsAWSService.
test_fenced_from_whom_nobody_knows if {
	ours := fixtures.outside("aws:principalorgid", [fixtures.organization])
	every gate in [_anybody, fixtures.allow({"not_principals": fixtures.root(fixtures.account)})] {
		foreign.fenced([fixtures.fence([ours, fixtures.no_service_if_any])], "s3", [fixtures.bucket], gate, _known)
		not foreign.fenced([fixtures.fence([ours, fixtures.no_service])], "s3", [fixtures.bucket], gate, _known)
	}
}

test_not_fenced if {
	every elements in [
		{"effect": "Allow"},
		{"principals": fixtures.root(fixtures.stranger)},
		{"actions": ["s3:Get*"]},
		{"resources": ["arn:aws:s3:::audit-logs/*"]},
		{"conditions": []},
		{"conditions": [fixtures.no_service]},
		{"conditions": [fixtures.outside("aws:principalorgid", ["o-zzzzzzzzzz"])]},
		{"conditions": [fixtures.outside("aws:principaltag/team", [fixtures.account])]},
		{"conditions": [fixtures.outside("aws:principalaccount", [fixtures.account, fixtures.stranger])]},
		{"conditions": [fixtures.condition("StringEquals", "aws:principalorgid", [fixtures.organization])]},
		{"conditions": [
			object.union(fixtures.outside("aws:principalorgid", [fixtures.organization]), {"qualifier": "ForAnyValue"}),
		]},
		{"conditions": [
			fixtures.outside("aws:principalorgid", [fixtures.organization]),
			fixtures.condition("Bool", "aws:securetransport", ["false"]),
		]},
		{"conditions": [
			fixtures.outside("aws:principalorgid", [fixtures.organization]),
			object.union(fixtures.condition("Bool", "aws:securetransport", ["false"]), {"if_exists": true}),
		]},
	] {
		not _fenced(elements)
	}
}
