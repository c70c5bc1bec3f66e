package rules.s3.confused_deputy_test

import data.lib.fixtures
import data.rules.s3.confused_deputy

_allow(conditions) := fixtures.statement({
	"principals": fixtures.service("cloudtrail.amazonaws.com"), "actions": ["s3:PutObject"],
	"resources": ["arn:aws:s3:::b/AWSLogs/111122223333/*"], "conditions": conditions,
})

_account(conditions) := fixtures.with_statements([_allow(conditions)])

_source(operator, arn) := _account([fixtures.condition(operator, "aws:sourcearn", [arn])])

test_denies_statement_without_condition if {
	account := _account([fixtures.condition("StringEquals", "s3:x-amz-acl", ["bucket-owner-full-control"])])
	fixtures.denied(confused_deputy.deny) == {fixtures.bucket} with input as account
	fixtures.messages(confused_deputy.deny) == {sprintf("%s: %s", [
		"statement \"S\" lets cloudtrail.amazonaws.com in for any account",
		"no aws:SourceArn, aws:SourceAccount or aws:SourceOrgID names one",
	])} with input as account
}

test_denies_wildcard_account if {
	account := _source("ArnLike", "arn:aws:cloudtrail:us-east-1:*:trail/t")
	count(confused_deputy.deny) == 1 with input as account
}

test_denies_condition_that_forgives_absence if {
	condition := fixtures.condition("StringEquals", "aws:sourceaccount", ["111122223333"])
	count(confused_deputy.deny) == 1 with input as _account([object.union(condition, {"if_exists": true})])
}

# The source is the home Region's trail, whatever Region delivers.
test_denies_trail_of_another_region if {
	account := _source("StringEquals", "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t")
	fixtures.messages(confused_deputy.deny) == {
		"statement \"S\" is for a trail that is not there: arn:aws:cloudtrail:eu-west-1:111122223333:trail/t",
	} with input as account
}

test_denies_trail_under_another_name if {
	count(confused_deputy.deny) == 1
		with input as _source("ArnEquals", "arn:aws:cloudtrail:us-east-1:111122223333:trail/old")
}

test_denies_legacy_principals if {
	account := fixtures.with_statements([fixtures.statement({
		"sid": "", "offset": 42, "principals": fixtures.aws("arn:aws:iam::086441151436:root", "086441151436"),
	})])
	fixtures.messages(confused_deputy.deny) == {concat(" ", [
		"statement at byte 42 names account 086441151436,",
		"which CloudTrail used in one Region before it had a service principal",
	])} with input as account
}

test_allows_the_trail if {
	every operator in ["StringEquals", "StringLike", "ArnEquals", "ArnLike"] {
		count(confused_deputy.deny) == 0 with input as _source(operator, fixtures.trail)
	}
}

test_allows_any_trail_of_the_account if {
	count(confused_deputy.deny) == 0 with input as _source("ArnLike", "arn:aws:cloudtrail:*:111122223333:trail/*")
}

test_allows_account_or_organization if {
	count(confused_deputy.deny) == 0
		with input as _account([fixtures.condition("StringEquals", "aws:sourceaccount", ["111122223333"])])
	count(confused_deputy.deny) == 0
		with input as _account([fixtures.condition("StringEquals", "aws:sourceorgid", ["o-aaaaaaaaaa"])])
}

# Other accounts' trails deliver here, too; whether they are there can't be seen from here.
test_allows_trails_of_several_accounts if {
	account := _account([fixtures.condition("StringEquals", "aws:sourcearn", [
		fixtures.trail, "arn:aws:cloudtrail:us-east-1:999988887777:trail/x",
	])])
	count(confused_deputy.deny) == 0 with input as account
}

test_allows_other_services_and_denies if {
	account := fixtures.with_statements([
		fixtures.statement({"principals": fixtures.service("logging.s3.amazonaws.com")}),
		object.union(_allow([]), {"effect": "Deny"}),
	])
	count(confused_deputy.deny) == 0 with input as account
}
