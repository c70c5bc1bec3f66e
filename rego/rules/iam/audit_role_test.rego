package rules.iam.audit_role_test

import data.lib.fixtures_test as fixtures
import data.rules.iam.audit_role

_id := "arn:aws:iam::111122223333:x/auditor"

test_denies_none if {
	words := ["no role has arn:aws:iam::aws:policy/SecurityAudit"]
	fixtures.says(audit_role.deny, fixtures.account, words) with input as fixtures.world({})
	other := fixtures.with_aws_policies("roles", _id, ["ReadOnlyAccess"])
	fixtures.says(audit_role.deny, fixtures.account, words) with input as other
}

# A user keeps his keys; a role is taken for the time of the audit.
test_denies_a_user if {
	count(audit_role.deny) == 1 with input as fixtures.with_aws_policies("users", _id, ["SecurityAudit"])
}

test_allows_a_role if {
	audit_role.deny == set() with input as fixtures.with_aws_policies("roles", _id, ["ReadOnlyAccess", "SecurityAudit"])
	gov := fixtures.world({
		"source": {"partition": "aws-us-gov"},
		"iam": {"roles": {_id: {"attached": ["arn:aws-us-gov:iam::aws:policy/SecurityAudit"]}}},
	})
	audit_role.deny == set() with input as gov
}
