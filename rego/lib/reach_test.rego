package lib.reach_test

import data.lib.fixtures_test as fixtures
import data.lib.reach

_source := {"partition": "aws", "account": fixtures.account}

_stop := {"trail": {"cloudtrail:StopLogging", "cloudtrail:DeleteTrail"}}

_unlimited(statements) := reach.unlimited({"statements": statements}, _stop, _source)

_stopping(elements) := fixtures.allow(object.union({"actions": ["cloudtrail:StopLogging"]}, elements))

_refusing(elements) := fixtures.allow(object.union({"effect": "Deny", "actions": ["cloudtrail:*"]}, elements))

test_unlimited_says_what_and_on_what if {
	_unlimited([_stopping({})]) == {`statement "S" allows cloudtrail:StopLogging on *`}
	both := _stopping({"actions": ["cloudtrail:Stop*", "cloudtrail:DeleteTrail", "s3:*"], "resources": ["*", "x"]})
	_unlimited([both]) == {`statement "S" allows cloudtrail:DeleteTrail, cloudtrail:Stop* on *, x`}
	but := _stopping({"actions": [], "not_actions": ["iam:*"], "resources": [], "not_resources": ["a", "b"]})
	_unlimited([but]) == {`statement "S" allows everything but iam:* on everything but a, b`}
}

test_unlimited_each_statement if {
	count(_unlimited([_stopping({"sid": "A"}), _stopping({"sid": "B"}), _stopping({"resources": ["x"]})])) == 2
}

test_unlimited_other_actions if {
	every elements in [
		{"actions": ["cloudtrail:Get*", "cloudtrail:StartLogging"]},
		{"actions": [], "not_actions": ["cloudtrail:*"]},
		{"effect": "Deny"},
	] {
		_unlimited([_stopping(elements)]) == set()
	}
}

test_patterns_that_leave_the_name_open if {
	every pattern in [
		"*", "**", "arn:*", "arn:aws:cloudtrail:*", "arn:aws:cloudtrail:*:*:*", "arn:aws:cloudtrail:*:*:trail/*",
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/*", "arn:aws:cloudtrail:*:111122223333:*",
		"arn:aws:*:*:111122223333:*",
	] {
		count(_unlimited([_stopping({"resources": ["x", pattern]})])) == 1
	}
}

test_patterns_that_name_something if {
	every pattern in [
		"arn:aws:cloudtrail:*:*:trail/a*", "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit",
		"arn:aws:cloudtrail:*:111122223333:channel/*", "arn:aws:cloudtrail:*:999988887777:trail/*", "arn:aws:s3:::*",
		"arn:aws-cn:cloudtrail:*:*:trail/*", "arn:aws:cloudtrail:*:*:trail/?", "arn:aws:cloudtrail:*:*:*audit",
	] {
		_unlimited([_stopping({"resources": [pattern]})]) == set()
	}
	all := _stopping({"resources": ["arn:aws-cn:cloudtrail:*:*:trail/*"]})
	count(reach.unlimited({"statements": [all]}, _stop, object.union(_source, {"partition": "aws-cn"}))) == 1
}

test_all_but_some_are_still_too_many if {
	count(_unlimited([_stopping({"resources": [], "not_resources": [fixtures.trail]})])) == 1
	none := [fixtures.trail, "arn:aws:cloudtrail:*:*:trail/*"]
	_unlimited([_stopping({"resources": [], "not_resources": none})]) == set()
}

_wholes := {
	"alarm": "arn:aws:cloudwatch:*:*:alarm:*",
	"bucket": "arn:aws:s3:::*",
	"iam_group": "arn:aws:iam::*:group/*",
	"key": "arn:aws:kms:*:*:key/*",
	"log_group": "arn:aws:logs:*:*:log-group:*",
	"object": "arn:aws:s3:::*/*",
	"policy": "arn:aws:iam::111122223333:policy/*",
	"role": "arn:aws:iam::111122223333:role/*",
	"topic": "arn:aws:sns:*:*:*",
	"trail": "arn:aws:cloudtrail:*:*:trail/*",
	"user": "arn:aws:iam::*:user/*",
}

# Each kind is covered by its own pattern, and by none of another kind; but all buckets are all objects, too.
test_kinds if {
	every kind, _ in _wholes {
		{other |
			some other, pattern in _wholes
			document := {"statements": [fixtures.allow({"actions": ["x:y"], "resources": [pattern]})]}
			reach.may(document, kind, "x:y", _source)
		} == {kind} | {all | some all in {"bucket"}; kind == "object"}
		reach.may({"statements": [fixtures.allow({"actions": ["x:y"]})]}, kind, "x:y", _source)
	}
	every _, pattern in _wholes {
		not reach.may(
			{"statements": [fixtures.allow({"actions": ["x:y"], "resources": [pattern]})]}, "anything", "x:y",
			_source,
		)
	}
	every pattern in ["arn:*", "m*"] {
		one := {"statements": [fixtures.allow({"actions": ["x:y"], "resources": [pattern]})]}
		not reach.may(one, "anything", "x:y", _source)
	}
	reach.may({"statements": [fixtures.allow({"actions": ["x:y"]})]}, "anything", "x:y", _source)
}

# prowler PR 10600: the service in between says nothing of who calls, nor of what he reaches.
test_conditions_on_the_caller_leave_all_open if {
	every condition in [
		fixtures.condition("Bool", "aws:multifactorauthpresent", ["true"]),
		fixtures.condition("IpAddress", "aws:sourceip", ["192.0.2.0/24"]),
		fixtures.condition("StringEquals", "aws:principaltag/team", ["audit"]),
		fixtures.condition("StringEquals", "aws:requestedregion", ["us-east-1"]),
		fixtures.condition("StringEquals", "kms:viaservice", ["s3.us-east-1.amazonaws.com"]),
		fixtures.condition("StringEquals", "aws:calledvia", ["athena.amazonaws.com"]),
	] {
		count(_unlimited([_stopping({"conditions": [condition]})])) == 1
	}
}

test_conditions_on_the_resource_narrow if {
	every condition in [
		fixtures.condition("StringEquals", "aws:resourcetag/team", ["app"]),
		fixtures.condition("StringEquals", "iam:resourcetag/team", ["app"]),
		fixtures.condition("StringEquals", "s3:existingobjecttag/class", ["public"]),
		fixtures.condition("StringEquals", "s3:buckettag/class", ["public"]),
		fixtures.condition("StringLike", "kms:resourcealiases", ["alias/app-*"]),
		fixtures.condition("StringLike", "kms:requestalias", ["alias/app-*"]),
		fixtures.condition("Bool", "kms:grantisforawsresource", ["true"]),
		fixtures.condition("StringEquals", "kms:encryptioncontext:app", ["x"]),
		fixtures.condition("StringEquals", "iam:permissionsboundary", ["arn:aws:iam::111122223333:policy/B"]),
		fixtures.condition("ArnLike", "iam:policyarn", ["arn:aws:iam::111122223333:policy/app/*"]),
	] {
		_unlimited([_stopping({"conditions": [condition]})]) == set()
		count(_unlimited([_stopping({"conditions": [object.union(condition, {"values": ["*"]})]})])) == 1
		count(_unlimited([_stopping({"conditions": [object.union(condition, {"if_exists": true})]})])) == 1
		count(_unlimited([_stopping({"conditions": [object.union(condition, {"operator": "StringNotEquals"})]})])) == 1
	}
}

test_denied_again if {
	_unlimited([_stopping({}), _refusing({})]) == set()
	_unlimited([_stopping({}), _refusing({"actions": ["cloudtrail:StopLogging"]})]) == set()
	part := _stopping({"actions": ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail"]})
	left := {`statement "S" allows cloudtrail:DeleteTrail on *`}
	_unlimited([part, _refusing({"actions": ["cloudtrail:Stop*"]})]) == left
	every elements in [
		{"resources": [fixtures.trail]},
		{"conditions": [fixtures.condition("Bool", "aws:multifactorauthpresent", ["false"])]},
		{"actions": ["cloudtrail:DeleteTrail"]},
		{"effect": "Allow", "actions": ["s3:*"]},
	] {
		count(_unlimited([_stopping({}), _refusing(elements)])) == 1
	}
}

_everything(statements) := reach.everything({"statements": statements}, _source)

test_everything if {
	every action in ["*", "**", "*:*"] {
		_everything([fixtures.allow({"actions": ["s3:*", action]})]) == {sprintf(`statement "S" allows %s on *`, [action])}
	}
	every elements in [
		{"actions": ["s3:*"]},
		{"actions": ["*:Get*"]},
		{"actions": [], "not_actions": ["iam:*"]},
		{"actions": ["*"], "resources": ["arn:aws:s3:::*"]},
		{"actions": ["*"], "effect": "Deny"},
		{"actions": ["*"], "conditions": [fixtures.condition("StringEquals", "aws:resourcetag/team", ["app"])]},
	] {
		_everything([fixtures.allow(elements)]) == set()
	}
	all := fixtures.allow({"actions": ["*"]})
	_everything([all, _refusing({"actions": ["*"]})]) == set()
	count(_everything([all, _refusing({})])) == 1
	count(_everything([all, _refusing({"actions": ["m*"]})])) == 1
}

_mastering(statements) := reach.mastering({"statements": statements}, "cloudtrail", "trail", _source)

test_mastering if {
	every action in ["cloudtrail:*", "CloudTrail:*", "*", "cloud*", "*:*"] {
		_mastering([_stopping({"actions": ["s3:Get*", action]})]) == {sprintf(`statement "S" allows %s on *`, [action])}
	}
	_mastering([_stopping({"actions": ["cloudtrail:*", "*"]})]) == {`statement "S" allows *, cloudtrail:* on *`}
	but := _stopping({"actions": [], "not_actions": ["iam:*"]})
	_mastering([but]) == {`statement "S" allows everything but iam:* on *`}
	every elements in [
		{"actions": ["cloudtrail:Get*"]},
		{"actions": ["s3:*"]},
		{"actions": [], "not_actions": ["cloudtrail:GetTrail"]},
		{"actions": ["cloudtrail:*"], "resources": [fixtures.trail]},
		{"actions": ["cloudtrail:*"], "effect": "Deny"},
	] {
		_mastering([_stopping(elements)]) == set()
	}
}

test_mastering_ends_where_a_part_is_denied if {
	all := _stopping({"actions": ["cloudtrail:*"]})
	every elements in [
		{},
		{"actions": ["cloudtrail:StopLogging"]},
		{"actions": ["CloudTrail:Stop*"]},
		{"actions": ["*"]},
		{"actions": ["cloud*"]},
		{"actions": [], "not_actions": ["iam:*"]},
		{"actions": [], "not_actions": ["cloudtrail:Get*"]},
	] {
		_mastering([all, _refusing(elements)]) == set()
	}
	every elements in [
		{"actions": ["s3:*"]},
		{"actions": ["trail:*"]},
		{"actions": ["mycloudtrail:*"]},
		{"actions": [], "not_actions": ["iam:*", "CloudTrail:*"]},
		{"resources": [fixtures.trail]},
		{"conditions": [fixtures.condition("Bool", "aws:multifactorauthpresent", ["false"])]},
	] {
		count(_mastering([all, _refusing(elements)])) == 1
	}
}
