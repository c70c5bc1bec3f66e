package lib.deputy_test

import data.lib.deputy
import data.lib.fixtures_test as fixtures

_statement(conditions) := fixtures.allow({"conditions": conditions})

test_bound_by_every_operator_that_asks if {
	every operator in ["StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike"] {
		deputy.bound(_statement([fixtures.condition(operator, "aws:sourcearn", [fixtures.trail])]))
	}
}

test_bound_to_a_path_of_an_organization if {
	paths := fixtures.condition("StringLike", "aws:sourceorgpaths", ["o-a1b2c3d4e5/r-ab12/*"])
	statement := _statement([object.union(paths, {"qualifier": "ForAnyValue"})])
	deputy.bound(statement)
	not deputy.strangers(statement, set())
}

test_not_bound if {
	every conditions in [
		[],
		[fixtures.condition("StringNotLike", "aws:sourcearn", [fixtures.trail])],
		[fixtures.condition("StringEquals", "aws:sourcearn", [fixtures.trail, "*"])],
		[fixtures.condition("StringEquals", "aws:sourcearn", ["arn:aws:s3:::audit-logs"])],
		[fixtures.condition("StringEquals", "aws:sourceorgid", ["o-*"])],
		[fixtures.condition("StringEquals", "aws:principalaccount", [fixtures.account])],
		[fixtures.condition("StringEquals", "aws:sourceorgpaths", ["*/ou-ab12-11111111/*"])],
	] {
		not deputy.bound(_statement(conditions))
	}
}

test_strangers if {
	two := fixtures.condition("StringEquals", "aws:sourceaccount", ["111122223333", "444455556666"])
	deputy.strangers(_statement([two]), {"111122223333"}) == {"444455556666"}
	not deputy.strangers(_statement([two]), {"111122223333", "444455556666"})
	not deputy.strangers(_statement([]), {"111122223333"})
}

_of_organization := _statement([fixtures.condition("StringEquals", "aws:sourceorgid", ["o-a1b2c3d4e5"])])

test_organization_can_not_be_told_without_ours if {
	not deputy.strangers(_of_organization, {"111122223333"})
}

test_organization_is_ours_or_not if {
	not deputy.strangers(_of_organization, {"111122223333", "o-a1b2c3d4e5"})
	deputy.strangers(_of_organization, {"o-zzzzzzzzzz"}) == {"o-a1b2c3d4e5"}
}

test_owner if {
	deputy.owner("111122223333") == "111122223333"
	deputy.owner("o-a1b2c3d4e5/r-ab12/") == "o-a1b2c3d4e5"
	deputy.owner("arn:aws:iam::111122223333:role/*") == "111122223333"
	not deputy.owner("arn:aws:iam::*:role/x")
	not deputy.owner("1111222233334")
	not deputy.owner("logs.us-east-1.amazonaws.com")
}

test_legacy_accounts if {
	count(deputy.legacy) == 32
	every number in deputy.legacy {
		deputy.owner(number) == number
	}
}

test_not_bound_by_what_only_ends_like_an_owner if {
	every value in [
		"1111222233334", "*111122223333", "*o-a1b2c3d4e5", "*o-a1b2c3d4e5/r-ab12/*",
		"*arn:aws:cloudtrail:us-east-1:111122223333:trail/audit",
	] {
		not deputy.bound(_statement([fixtures.condition("StringLike", "aws:sourcearn", [value])]))
	}
}

# Conditions that say nothing of owners, as every statement of CloudTrail's has one, keep nobody out.
test_strangers_beside_other_conditions if {
	source := fixtures.condition("StringEquals", "aws:sourceaccount", ["444455556666"])
	acl := fixtures.condition("StringEquals", "s3:x-amz-acl", ["bucket-owner-full-control"])
	deputy.strangers(_statement([acl, source]), {"111122223333"}) == {"444455556666"}
	ours := fixtures.condition("StringEquals", "aws:sourceaccount", ["111122223333"])
	not deputy.strangers(_statement([acl, source, ours]), {"111122223333"})
}

test_senders if {
	every name in [
		"cloudtrail", "config", "delivery.logs", "events", "logs", "logs.eu-west-1", "scheduler", "vpc-flow-logs",
	] {
		full := sprintf("%s.amazonaws.com", [name])
		deputy.senders(fixtures.allow({"principals": fixtures.service(full)})) == {full}
	}
	deputy.senders(fixtures.allow({"principals": fixtures.service("logs.cn-north-1.amazonaws.com.cn")})) != set()
	every name in ["ec2.amazonaws.com", "mylogs.amazonaws.com", "logs.amazonaws.com.example", "logsXamazonaws.com"] {
		deputy.senders(fixtures.allow({"principals": fixtures.service(name)})) == set()
	}
	deputy.senders(fixtures.allow({"effect": "Deny", "principals": fixtures.cloudtrail})) == set()
	named := [{"type": "AWS", "id": "cloudtrail.amazonaws.com", "account": ""}]
	deputy.senders(fixtures.allow({"principals": named})) == set()
}
