# METADATA
# title: No policy lets its holder give himself more
# description: >-
#   Whoever may change the policies of every user, role or group, or hand any role to a service that works for him,
#   has whatever he likes, and so the audit trail. Judged are the account's own managed policies that are attached to
#   somebody, and inline policies, each for itself; patterns that name what may be changed, and conditions that demand
#   a boundary or tags, are taken into account. What several policies give together is not worked out here.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
#   - https://hackingthe.cloud/aws/exploitation/iam_privilege_escalation/
# custom:
#   severity: high
#   subject: grantors
#   controls:
#     trailproof: [IAM-07]
#     nist-800-53-r5: [AC-6]
#   remediation: |
#     Name the users, roles or policies that may be changed, by a path of their own; demand a boundary by
#     iam:PermissionsBoundary; name the roles that may be passed, and the service by iam:PassedToService. Read the
#     policy, replace that statement, keep the others:
#     aws iam get-policy-version --policy-arn POLICY_ARN --version-id VERSION
#     aws iam create-policy-version --policy-arn POLICY_ARN --policy-document file://policy.json --set-as-default
#     aws iam get-role-policy --role-name ROLE --policy-name POLICY
#     aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json
package rules.iam.escalation

import data.lib.escalation
import data.lib.identity

deny contains {"resource": id, "message": sprintf("%s, %s", [name, text])} if {
	some [id, name, document] in identity.documents
	some text in escalation.paths(document, input.source)
}
