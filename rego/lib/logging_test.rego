package lib.logging_test

import data.lib.fixtures_test as fixtures
import data.lib.logging

_place := "arn:aws:s3:::access-logs/audit/*"

_context := {"aws:sourceaccount": "111122223333", "aws:sourcearn": "arn:aws:s3:::audit-logs"}

_policy(elements) := {"document": {"statements": [fixtures.allow(object.union(
	{
		"principals": [{"type": "Service", "id": "logging.s3.amazonaws.com", "account": ""}],
		"actions": ["s3:PutObject"],
		"resources": ["arn:aws:s3:::access-logs/*"],
	},
	elements,
))]}}

_acl(grantee, permission) := {"owner": "c1", "grants": [
	{"type": "CanonicalUser", "grantee": "c1", "permission": "FULL_CONTROL"},
	{"type": "Group", "grantee": grantee, "permission": permission},
]}

test_grants_to_the_group if {
	every permission in ["WRITE", "FULL_CONTROL"] {
		logging.granted(_acl("http://acs.amazonaws.com/groups/s3/LogDelivery", permission))
	}
	not logging.granted(_acl("http://acs.amazonaws.com/groups/s3/LogDelivery", "READ_ACP"))
	not logging.granted(_acl("http://acs.amazonaws.com/groups/global/AllUsers", "WRITE"))
	not logging.granted(_acl("http://acs.amazonaws.com/groups/s3/LogDeliveryOfOthers", "WRITE"))
	not logging.granted(null)
}

test_statements_for_the_service if {
	every elements in [
		{}, {"actions": ["s3:Put*"]}, {"resources": ["*"]}, {"resources": ["arn:aws:s3:::access-logs/audit*"]},
		{"conditions": [fixtures.condition("StringEquals", "aws:sourceaccount", ["1", "111122223333"])]},
		{"conditions": [fixtures.condition("StringEquals", "aws:sourcearn", ["arn:aws:s3:::audit-logs"])]},
		{"conditions": [fixtures.condition("ArnLike", "aws:sourcearn", ["arn:aws:s3:::audit-*"])]},
		{"conditions": [fixtures.condition("ArnEquals", "aws:sourcearn", ["arn:aws:s3:::*"])]},
		{"conditions": [fixtures.condition("StringLike", "aws:sourceaccount", ["1111*"])]},
		{"conditions": [fixtures.condition("Bool", "aws:securetransport", ["true"])]},
		{"conditions": [fixtures.condition("StringNotEquals", "aws:sourceaccount", ["999988887777"])]},
		{"conditions": [fixtures.condition("StringEquals", "aws:requestedregion", ["us-east-1"])]},
	] {
		logging.allowed(_policy(elements), _place, _context)
	}
}

test_statements_for_others if {
	every elements in [
		{"effect": "Deny"}, {"principals": fixtures.cloudtrail}, {"actions": ["s3:GetObject"]},
		{"resources": ["arn:aws:s3:::access-logs/other/*"]},
		{"conditions": [fixtures.condition("StringEquals", "aws:sourceaccount", ["999988887777"])]},
		{"conditions": [fixtures.condition("StringEquals", "aws:sourceaccount", ["1111*"])]},
		{"conditions": [fixtures.condition("StringEqualsIgnoreCase", "aws:sourceaccount", ["1111*"])]},
		{"conditions": [fixtures.condition("ArnLike", "aws:sourcearn", ["arn:aws:s3:::other-*"])]},
		{"conditions": [
			fixtures.condition("StringEquals", "aws:sourceaccount", ["111122223333"]),
			fixtures.condition("ArnLike", "aws:sourcearn", ["arn:aws:s3:::other"]),
		]},
	] {
		not logging.allowed(_policy(elements), _place, _context)
	}
	not logging.allowed(null, _place, _context)
}
