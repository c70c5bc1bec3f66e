package rules.iam.service_role_trust_test

import data.lib.fixtures_test as fixtures
import data.rules.iam.service_role_trust

_id := "arn:aws:iam::111122223333:role/service-role/CloudTrailToLogs"

_trust(principals, conditions) := [fixtures.allow({
	"principals": principals,
	"actions": ["sts:AssumeRole"],
	"resources": [],
	"conditions": conditions,
})]

_trusting(principals, conditions) := fixtures.with_trust(_id, _trust(principals, conditions), [])

test_denies_any_account if {
	words := [`statement "S" lets cloudtrail.amazonaws.com assume the role for any account`]
	fixtures.says(service_role_trust.deny, _id, words) with input as _trusting(fixtures.cloudtrail, [])
	said := [": no aws:SourceArn, aws:SourceAccount or aws:SourceOrgID names one in full"]
	fixtures.says(service_role_trust.deny, _id, said) with input as _trusting(fixtures.cloudtrail, [])
	two := array.concat(fixtures.cloudtrail, fixtures.service("config.amazonaws.com"))
	both := ["lets cloudtrail.amazonaws.com, config.amazonaws.com assume"]
	fixtures.says(service_role_trust.deny, _id, both) with input as _trusting(two, [])
	some_trail := [fixtures.condition("ArnLike", "aws:sourcearn", ["arn:aws:cloudtrail:*:*:trail/audit"])]
	fixtures.says(service_role_trust.deny, _id, words) with input as _trusting(fixtures.cloudtrail, some_trail)
}

test_denies_strangers if {
	whose := [fixtures.condition("StringEquals", "aws:sourceaccount", [fixtures.account, fixtures.stranger])]
	words := [`statement "S" lets cloudtrail.amazonaws.com assume the role for 999988887777, which is not ours`]
	fixtures.says(service_role_trust.deny, _id, words) with input as _trusting(fixtures.cloudtrail, whose)
	two := array.concat(fixtures.cloudtrail, fixtures.service("config.amazonaws.com"))
	more := [fixtures.condition("StringEquals", "aws:sourceaccount", ["222233334444", fixtures.stranger])]
	all := ["lets cloudtrail.amazonaws.com, config.amazonaws.com assume the role for 222233334444, 999988887777"]
	fixtures.says(service_role_trust.deny, _id, all) with input as _trusting(two, more)
}

test_allows_known_accounts if {
	ours := [fixtures.condition("StringEquals", "aws:sourceaccount", [fixtures.account])]
	service_role_trust.deny == set() with input as _trusting(fixtures.cloudtrail, ours)
	trail := [fixtures.condition("ArnLike", "aws:sourcearn", [fixtures.trail])]
	service_role_trust.deny == set() with input as _trusting(fixtures.cloudtrail, trail)
	theirs := [fixtures.condition("StringEquals", "aws:sourceaccount", [fixtures.stranger])]
	known := {"accounts": [fixtures.stranger]}
	service_role_trust.deny == set() with input as _trusting(fixtures.cloudtrail, theirs) with data.params as known
}

# Each statement for itself: what lets in a person or EC2 needs no such condition.
test_allows_others_beside if {
	ours := [fixtures.condition("StringEquals", "aws:sourceaccount", [fixtures.account])]
	theirs := [fixtures.condition("StringEquals", "aws:sourceaccount", [fixtures.stranger])]
	beside := array.concat(_trust(fixtures.cloudtrail, ours), _trust(fixtures.service("ec2.amazonaws.com"), []))
	service_role_trust.deny == set() with input as fixtures.with_trust(_id, beside, [])
	more := array.concat(_trust(fixtures.cloudtrail, ours), _trust(fixtures.role(fixtures.account), theirs))
	service_role_trust.deny == set() with input as fixtures.with_trust(_id, more, [])
}

# EC2 does not say for whom it assumes a role: a condition would lock it out.
test_allows_services_that_do_not_say_for_whom if {
	service_role_trust.deny == set() with input as _trusting(fixtures.service("ec2.amazonaws.com"), [])
	service_role_trust.deny == set() with input as _trusting(fixtures.role(fixtures.account), [])
}

test_allows_service_linked_roles if {
	linked := "arn:aws:iam::111122223333:role/aws-service-role/cloudtrail.amazonaws.com/AWSServiceRoleForCloudTrail"
	service_role_trust.deny == set() with input as fixtures.with_trust(linked, _trust(fixtures.cloudtrail, []), [])
	theirs := [fixtures.condition("StringEquals", "aws:sourceaccount", [fixtures.stranger])]
	service_role_trust.deny == set() with input as fixtures.with_trust(linked, _trust(fixtures.cloudtrail, theirs), [])
}
