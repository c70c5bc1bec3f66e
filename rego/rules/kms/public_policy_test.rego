package rules.kms.public_policy_test

import data.lib.fixtures_test as fixtures
import data.rules.kms.public_policy

_open(elements) := fixtures.with_key_policy([fixtures.allow(object.union(
	{"sid": "Open", "principals": fixtures.any_account, "actions": ["kms:Decrypt"]},
	elements,
))])

test_denies_a_principal_of_everybody if {
	fixtures.says(public_policy.deny, fixtures.key, [`"Open"`, "everybody kms:Decrypt"]) with input as _open({})
	count(public_policy.deny) == 1 with input as _open({"principals": fixtures.anybody})
}

# Prowler #10070
test_denies_describing_the_key if {
	open := _open({"actions": ["kms:DescribeKey"]})
	fixtures.says(public_policy.deny, fixtures.key, ["kms:DescribeKey"]) with input as open
}

# Prowler PR #10600; Checkov's CKV_AWS_33 passes a statement with any condition.
test_denies_conditions_that_pin_nobody if {
	every condition in [
		fixtures.condition("StringEquals", "kms:viaservice", ["s3.us-east-1.amazonaws.com"]),
		fixtures.condition("StringEquals", "aws:calledvia", ["s3.amazonaws.com"]),
		fixtures.condition("StringEquals", "aws:principaltype", ["User"]),
		fixtures.condition("StringEquals", "aws:resourceaccount", [fixtures.account]),
		fixtures.condition("StringLike", "kms:calleraccount", ["*"]),
		fixtures.condition("Bool", "aws:securetransport", ["true"]),
	] {
		fixtures.says(public_policy.deny, fixtures.key, [condition.key]) with input as _open({"conditions": [condition]})
	}
}

# What CloudTrail's console writes: Prowler #679, Prowler #970
test_allows_the_policy_of_the_console if {
	public_policy.deny == set() with input as fixtures.with_key_policy(fixtures.console_key_policy)
}

# cfn-guard's KMS_NO_WILDCARD_PRINCIPAL takes any effect.
test_allows_known_principals_and_denials if {
	public_policy.deny == set() with input as _open({"principals": fixtures.root(fixtures.stranger)})
	public_policy.deny == set() with input as _open({"effect": "Deny"})
	public_policy.deny == set() with input as _open({"actions": ["s3:GetObject"]})
}
