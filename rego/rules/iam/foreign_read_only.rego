# METADATA
# title: No stranger may assume a role that reads everything
# description: >-
#   ReadOnlyAccess reads the objects of every bucket, and so the logs where no key policy stops it. A role that has
#   it, or more, should be assumed by our own only. Ours are this account, those in the parameter accounts, and
#   callers whom a condition binds to the organization in the parameter org_id; known are those in the parameter
#   readers. An external id keeps others from speaking for a stranger, but lets the stranger in. Ids that AWS shows
#   for deleted users and roles let nobody in.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/aws-managed-policy/latest/reference/ReadOnlyAccess.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
# custom:
#   severity: high
#   subject: aws_policy_roles
#   controls:
#     trailproof: [IAM-13]
#     nist-800-53-r5: [AC-3]
#   remediation: |
#     SecurityAudit and ViewOnlyAccess are enough for most who look at an account from outside, and read no objects;
#     or name the account in the parameter accounts or readers.
#     aws iam attach-role-policy --role-name ROLE --policy-arn arn:PARTITION:iam::aws:policy/SecurityAudit
#     aws iam detach-role-policy --role-name ROLE --policy-arn arn:PARTITION:iam::aws:policy/ReadOnlyAccess
package rules.iam.foreign_read_only

import data.lib.accounts
import data.lib.foreign
import data.lib.identity
import data.lib.params
import data.lib.policy
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.aws_policy_roles
	some name in {"AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess"}
	identity.aws_policy(input.source.partition, name) in input.iam.roles[id].attached
	some statement in input.iam.roles[id].trust.document.statements
	policy.has_action(statement, "sts:AssumeRole")
	strangers := foreign.admitted(_accounts(statement), _known)
	count(strangers) > 0
	message := sprintf("%s is attached, and %s of the trust policy lets in %s: none of ours", [
		name, policy.name(statement), concat(", ", sort(strangers)),
	])
}

_known := accounts.known | {reader | some reader in params.readers}

# The statement without whom an identity provider vouches for: he is of no account.
_accounts(statement) := object.union(statement, {"principals": [principal |
	some principal in statement.principals
	principal.type != "Federated"
]})
