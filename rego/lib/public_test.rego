package lib.public_test

import data.lib.fixtures_test as fixtures
import data.lib.public

_open(conditions) := fixtures.allow({"principals": fixtures.any_account, "conditions": conditions})

test_opens if {
	public.opens(_open([]))
	public.opens(fixtures.allow({"principals": fixtures.anybody}))
	public.opens(fixtures.allow({"not_principals": fixtures.root(fixtures.account)}))
	not public.opens(fixtures.allow({"principals": fixtures.root(fixtures.account)}))
	not public.opens(object.union(_open([]), {"effect": "Deny"}))
}

# Panther panther-analysis #1590 has aws:userid.
test_pinned_by_fixed_values if {
	every pair in [
		["aws:userid", "AIDAEXAMPLEEXAMPLE"],
		["aws:principalarn", "arn:aws:iam::111122223333:role/auditor"],
		["aws:principalaccount", "111122223333"],
		["aws:principalorgid", "o-a1b2c3d4e5"],
		["aws:principalorgpaths", "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"],
		["aws:sourceaccount", "111122223333"],
		["aws:sourcearn", "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit"],
		["aws:sourceorgid", "o-a1b2c3d4e5"],
		["aws:sourceorgpaths", "o-a1b2c3d4e5/*"],
		["aws:sourceowner", "111122223333"],
		["aws:sourcevpc", "vpc-91237329"],
		["aws:sourcevpcarn", "arn:aws:ec2:us-east-1:111122223333:vpc/vpc-91237329"],
		["aws:sourcevpce", "vpce-1a2b3c4d"],
		["aws:vpceaccount", "111122223333"],
		["aws:vpceorgid", "o-a1b2c3d4e5"],
		["kms:calleraccount", "111122223333"],
		["s3:dataaccesspointaccount", "111122223333"],
		["s3:dataaccesspointarn", "arn:aws:s3:us-west-2:111122223333:accesspoint/*"],
	] {
		not public.opens(_open([fixtures.condition("StringLike", pair[0], [pair[1]])]))
	}
}

# AWS documents that Security Hub's S3.2 and S3.3 take these for public: wildcards behind what is fixed.
test_pinned_by_the_account_or_role_whatever_follows if {
	every pair in [
		["aws:principalarn", "arn:aws:iam::111122223333:role/audit-*"],
		["aws:principalarn", "arn:aws:sts::111122223333:assumed-role/auditor/*"],
		["aws:principalarn", "arn:aws:iam::111122223333:user/${aws:username}"],
		["aws:sourcearn", "arn:aws:cloudtrail:us-east-1:111122223333:trail/*"],
		["aws:userid", "AROAEXAMPLEEXAMPLE:*"],
		["s3:dataaccesspointarn", "arn:aws:s3:*:111122223333:accesspoint/*"],
	] {
		not public.opens(_open([fixtures.condition("StringLike", pair[0], [pair[1]])]))
	}
}

test_not_pinned_by_wildcards_and_variables if {
	every pair in [
		["aws:userid", "*:session"],
		["aws:userid", "xAROAEXAMPLEEXAMPLE:*"],
		["aws:userid", "AROA*"],
		["aws:principalarn", "arn:aws:iam::*:role/auditor"],
		["aws:principalarn", "arn:aws:iam:*:111122223333:role/auditor"],
		["aws:principalarn", "arn:aws:*::111122223333:role/auditor"],
		["aws:principalarn", "arn:*:iam::111122223333:role/auditor"],
		["aws:principalarn", "*arn:aws:iam::111122223333:role/auditor"],
		["aws:principalaccount", "arn:aws:iam::111122223333:*"],
		["aws:principalorgpaths", "*/ou-ab12-11111111"],
		["aws:sourcevpc", "vpc-*"],
		["aws:sourcevpc", "vpc-9123732?"],
		["aws:principalaccount", "${aws:sourceaccount}"],
		["s3:dataaccesspointarn", "arn:aws:s3:us-west-2:*:accesspoint/*"],
	] {
		public.opens(_open([fixtures.condition("StringLike", pair[0], [pair[1]])]))
	}
}

# Keys of the resource, which Prowler counts as restricting whatever their values.
test_not_pinned_by_keys_of_the_resource if {
	every key in ["aws:resourceaccount", "aws:resourceorgid", "s3:resourceaccount", "kms:viaservice", "aws:calledvia"] {
		public.opens(_open([fixtures.condition("StringEquals", key, [fixtures.account])]))
	}
}

test_not_pinned_by_one_value_of_two if {
	public.opens(_open([fixtures.condition("StringLike", "aws:sourcevpc", ["vpc-91237329", "*"])]))
}

test_not_pinned_by_operators_that_an_absent_key_meets if {
	pin := fixtures.condition("StringEquals", "aws:principalorgid", ["o-a1b2c3d4e5"])
	public.opens(_open([object.union(pin, {"operator": "StringNotEquals"})]))
	public.opens(_open([object.union(pin, {"if_exists": true})]))
	public.opens(_open([object.union(pin, {"qualifier": "ForAllValues"})]))
	not public.opens(_open([object.union(pin, {"qualifier": "ForAnyValue"})]))
}

test_pinned_by_one_condition_of_two if {
	not public.opens(_open([
		fixtures.condition("Bool", "aws:securetransport", ["true"]),
		fixtures.condition("StringEquals", "aws:principalorgid", ["o-a1b2c3d4e5"]),
	]))
}

test_pinned_by_narrow_networks if {
	every range in [
		"203.0.113.0/24", "203.0.113.7", "10.0.0.0/8", "2001:db8::/32", "2001:db8::1/128", "::ffff:203.0.113.7",
	] {
		not public.opens(_open([fixtures.condition("IpAddress", "aws:sourceip", [range])]))
	}
}

test_not_pinned_by_wide_networks if {
	every range in ["0.0.0.0/0", "0.0.0.0/1", "8.0.0.0/7", "::/0", "2001::/16", "2001:db8::/31", "*"] {
		public.opens(_open([fixtures.condition("IpAddress", "aws:sourceip", [range])]))
	}
	public.opens(_open([fixtures.condition("NotIpAddress", "aws:sourceip", ["203.0.113.0/24"])]))
	public.opens(_open([fixtures.condition("IpAddress", "aws:vpcsourceip", ["10.1.0.0/16"])]))
}

test_granted if {
	public.granted(fixtures.allow({"actions": ["s3:GetObject", "s3:PutObject", "*"]}), ["s3:get"]) == {"s3:GetObject", "*"}
	public.granted(fixtures.allow({"actions": ["s3:Create*", "s3:G"]}), ["s3:get", "s3:list"]) == set()
	public.granted(fixtures.allow({"not_actions": ["s3:Put*"]}), ["s3:get"]) == {"everything but s3:Put*"}
	public.granted(fixtures.allow({"not_actions": ["s3:Get*"]}), ["s3:get"]) == set()
}

test_sentence if {
	public.sentence(_open([]), {"b", "a"}) == `statement "S" lets everybody a, b`
	contains(public.sentence(fixtures.allow({"not_principals": fixtures.root("1")}), {"a"}), "everybody but 1")
	secret := fixtures.condition("StringEquals", "sts:externalid", ["s3cret"])
	contains(public.sentence(_open([secret]), {"a"}), "sts:externalid")
	not contains(public.sentence(_open([secret]), {"a"}), "s3cret")
}

test_not_pinned_by_one_network_of_two if {
	public.opens(_open([fixtures.condition("IpAddress", "aws:sourceip", ["203.0.113.0/24", "0.0.0.0/0"])]))
}

test_not_pinned_by_what_only_ends_like_a_fixed_value if {
	every pair in [
		["aws:principalorgid", "o-a1b2c3d4e5/*"],
		["aws:principalorgpaths", "*o-a1b2c3d4e5/*"],
		["s3:dataaccesspointarn", "*arn:aws:s3:us-west-2:111122223333:accesspoint/*"],
	] {
		public.opens(_open([fixtures.condition("StringLike", pair[0], [pair[1]])]))
	}
	public.opens(_open([fixtures.condition("IpAddress", "aws:sourceip", ["*2001:db8::/32"])]))
}

test_granted_is_compared_from_the_beginning if {
	public.granted(fixtures.allow({"actions": ["aws3:GetObject", "3:G*"]}), ["s3:get"]) == set()
}

test_granted_but_for_several if {
	words := {"everything but s3:Put*, s3:Delete*"}
	public.granted(fixtures.allow({"not_actions": ["s3:Put*", "s3:Delete*"]}), ["s3:get"]) == words
	public.granted(fixtures.allow({"not_actions": ["s3:Put*", "s3:G*"]}), ["s3:get"]) == set()
}

# Some actions that begin so are left out, not all.
test_granted_but_for_a_few if {
	every pattern in ["s3:Get?", "s3:G*t"] {
		words := {sprintf("everything but %s", [pattern])}
		public.granted(fixtures.allow({"not_actions": [pattern]}), ["s3:get"]) == words
	}
}

test_sentence_in_full if {
	conditions := [
		fixtures.condition("StringEquals", "sts:externalid", ["x"]),
		fixtures.condition("StringLike", "aws:referer", ["y"]),
	]
	but := array.concat(fixtures.root("2"), fixtures.root("1"))
	statement := fixtures.allow({"not_principals": but, "conditions": conditions})
	public.sentence(statement, {"a"}) == concat("", [
		`statement "S" lets everybody but 1, 2 a: the condition on aws:referer, sts:externalid pins no fixed account, `,
		"organization, ARN, endpoint or network",
	])
}
