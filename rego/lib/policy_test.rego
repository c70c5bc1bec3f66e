package lib.policy_test

import data.lib.fixtures
import data.lib.policy

_open(conditions) if policy.open_to_all(fixtures.statement({"conditions": conditions}))

_bound(operator, name, values) if _closed([fixtures.condition(operator, name, values)])

_closed(conditions) if not _open(conditions)

test_everybody_is_a_star_or_all_but_somebody if {
	policy.open_to_all(fixtures.statement({}))
	policy.open_to_all(fixtures.statement({"principals": [{"type": "AWS", "id": "*", "account": ""}]}))
	policy.open_to_all(fixtures.statement({
		"principals": [], "not_principals": fixtures.aws("111122223333", "111122223333"),
	}))
}

test_nobody_unknown_is_let_in if {
	not policy.open_to_all(fixtures.statement({"effect": "Deny"}))
	not policy.open_to_all(fixtures.statement({"principals": fixtures.service("cloudtrail.amazonaws.com")}))
}

# prowler 5386, 4257, 1151; steampipe 952, 9; panther 1590; c7n 5193
test_conditions_that_pin_the_caller if {
	every operator, named in {
		"StringEquals": {"aws:principalorgid": ["o-aaaaaaaaaa"], "aws:sourcevpce": ["vpce-1a2b3c4d"]},
		"StringEqualsIgnoreCase": {"aws:sourceaccount": ["111122223333", "444455556666"]},
		"StringLike": {
			"aws:userid": ["AROAEXAMPLEAUDITOR01:*"], "aws:principalorgpaths": ["o-aaaaaaaaaa/r-ab12/*"],
			"kms:calleraccount": ["111122223333"],
		},
		"ArnEquals": {"aws:sourcearn": ["arn:aws:sns:eu-west-1:111122223333:x"]},
		"ArnLike": {"aws:principalarn": ["arn:aws:iam::111122223333:role/*"]},
		"IpAddress": {"aws:sourceip": ["203.0.113.0/24", "198.51.100.7", "10.0.0.0/8", "2001:db8::/32"]},
	} {
		every name, values in named {
			_bound(operator, name, values)
		}
	}
}

# steampipe counts any value; prowler PR 10600 counts keys that do not bind the caller; c7n counts any network.
test_conditions_that_pin_nobody if {
	every operator, named in {
		"StringEquals": {
			"aws:principalorgid": ["${aws:PrincipalTag/org}"], "s3:resourceaccount": ["111122223333"],
			"kms:viaservice": ["s3.us-east-1.amazonaws.com"], "aws:calledvia": ["athena.amazonaws.com"],
		},
		"StringLike": {"aws:sourcearn": ["*"], "aws:principalarn": ["arn:aws:iam::*:role/x"], "aws:userid": ["*:x"]},
		"StringNotEquals": {"aws:principalorgid": ["o-aaaaaaaaaa"]},
		"ArnLike": {"aws:sourcearn": ["arn:aws:sns:eu-west-1:111122223333:x", "arn:aws:sns:*:*:x"]},
		"Bool": {"aws:securetransport": ["true"]},
		"IpAddress": {"aws:sourceip": ["203.0.113.0/24", "0.0.0.0/0"], "aws:vpcsourceip": ["10.0.0.1"]},
		"NotIpAddress": {"aws:sourceip": ["203.0.113.0/24"]},
	} {
		every name, values in named {
			_open([fixtures.condition(operator, name, values)])
		}
	}
	_open([fixtures.condition("IpAddress", "aws:sourceip", ["2001::/16"])])
	_open([])
}

# Both hold for a request that lacks the key.
test_conditions_that_forgive_absence if {
	condition := fixtures.condition("StringEquals", "aws:principalorgid", ["o-aaaaaaaaaa"])
	_open([object.union(condition, {"if_exists": true})])
	_open([object.union(condition, {"qualifier": "ForAllValues"})])
	_closed([object.union(condition, {"qualifier": "ForAnyValue"})])
}

test_one_condition_is_enough if {
	_closed([
		fixtures.condition("Bool", "aws:securetransport", ["true"]),
		fixtures.condition("StringEquals", "aws:principalorgid", ["o-aaaaaaaaaa"]),
	])
}

test_patterns if {
	policy.matches("arn:aws:s3:::b/*", "arn:aws:s3:::b/AWSLogs/1/x")
	policy.matches("a?c", "abc")
	policy.matches("[a]{b,c}", "[a]{b,c}")
	not policy.matches("[a]", "a")
	not policy.matches("s3:Get*", "s3:PutObject")
}

test_names if {
	policy.name(fixtures.statement({"sid": "X"})) == "statement \"X\""
	policy.name(fixtures.statement({"sid": "", "offset": 7})) == "statement at byte 7"
}
