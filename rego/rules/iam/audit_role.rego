# METADATA
# title: There is a role for auditors
# description: >-
#   A role with AWS's policy SecurityAudit lets somebody look at the account's security, the audit trail among it,
#   without a right to change it; where there is none, whoever looks has more than he needs. It is low because nothing
#   of the trail depends on it.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/aws-managed-policy/latest/reference/SecurityAudit.html
# custom:
#   severity: low
#   subject: account
#   controls:
#     trailproof: [IAM-17]
#     nist-800-53-r5: [AU-6]
#   remediation: |
#     Make a role that auditors may assume, and give it the policy. What it lacks of what trailproof looks at, the
#     command permissions prints.
#     aws iam create-role --role-name SecurityAudit --assume-role-policy-document file://trust.json
#     aws iam attach-role-policy --role-name SecurityAudit --policy-arn arn:PARTITION:iam::aws:policy/SecurityAudit
package rules.iam.audit_role

import data.lib.identity
import data.lib.subjects

deny contains {"resource": id, "message": sprintf("no role has %s", [policy])} if {
	some id in subjects.account
	policy := identity.aws_policy(input.source.partition, "SecurityAudit")
	count({role | some role; policy in input.iam.roles[role].attached}) == 0
}
