# METADATA
# title: No policy allows all actions of a service
# description: >-
#   SERVICE:* allows what nobody thought of, and whatever the service will offer next year. Judged are the account's
#   own managed policies that are attached to somebody, and inline policies. It is low because it says little about
#   the audit trail: what lets do everything with trails and keys, and what allows everything, are questions of their
#   own.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21
# custom:
#   severity: low
#   subject: grantors
#   controls:
#     trailproof: [IAM-06]
#     aws-security-hub: [IAM.21]
#     nist-800-53-r5:
#       [AC-2, AC-2(1), AC-3, AC-3(7), AC-3(15), AC-5, AC-6, AC-6(2), AC-6(3), AC-6(10)]
#     aws-config: [iam-policy-no-statements-with-full-access]
#   remediation: |
#     Name the actions that are needed; what was used says the last accessed information of the role. Read the policy,
#     replace that statement, keep the others:
#     aws iam generate-service-last-accessed-details --arn POLICY_ARN --granularity ACTION_LEVEL
#     aws iam get-policy-version --policy-arn POLICY_ARN --version-id VERSION
#     aws iam create-policy-version --policy-arn POLICY_ARN --policy-document file://policy.json --set-as-default
package rules.iam.all_of_service

import data.lib.identity
import data.lib.policy

deny contains {"resource": id, "message": message} if {
	some [id, name, document] in identity.documents
	some statement in document.statements
	statement.effect == "Allow"
	patterns := {pattern | some pattern in statement.actions; regex.match(`^[^*?:]+:\*+$`, pattern)}
	count(patterns) > 0
	message := sprintf("%s, %s allows %s", [name, policy.name(statement), concat(", ", sort(patterns))])
}
