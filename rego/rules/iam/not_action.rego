# METADATA
# title: No policy allows everything but some actions
# description: >-
#   Allow with NotAction grants every action that it does not name, those of services that do not exist yet among
#   them. Judged are the account's own managed policies that are attached to somebody, and inline policies. It is
#   medium because what such a statement gives of the audit trail is a question of its own. Deny with NotAction is no
#   fault.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
# custom:
#   severity: medium
#   subject: grantors
#   controls:
#     trailproof: [IAM-11]
#     nist-800-53-r5: [AC-6]
#   remediation: |
#     Name the actions that are meant, or allow more and deny the rest by a statement of its own. Read the policy,
#     replace that statement, keep the others:
#     aws iam get-policy-version --policy-arn POLICY_ARN --version-id VERSION
#     aws iam create-policy-version --policy-arn POLICY_ARN --policy-document file://policy.json --set-as-default
#     aws iam get-role-policy --role-name ROLE --policy-name POLICY
#     aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json
package rules.iam.not_action

import data.lib.identity
import data.lib.policy

deny contains {"resource": id, "message": message} if {
	some [id, name, document] in identity.documents
	some statement in document.statements
	statement.effect == "Allow"
	count(statement.not_actions) > 0
	message := sprintf("%s, %s allows everything but %s", [
		name, policy.name(statement), concat(", ", statement.not_actions),
	])
}
