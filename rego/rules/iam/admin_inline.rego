# METADATA
# title: No inline policy allows everything
# description: >-
#   Whoever may do everything can stop the trail, empty its bucket, delete its key, and lift every protection first.
#   An inline policy is seen by whoever looks at its user, role or group, and by nobody else. Conditions on who calls,
#   when and from where don't make it less; a condition that ties it to tags does.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1
# custom:
#   severity: high
#   subject: inline_identities
#   controls:
#     trailproof: [IAM-03]
#     aws-security-hub: [IAM.1]
#     cis-aws-1.4.0: ["1.16"]
#     cis-aws-3.0.0: ["1.16"]
#     cis-aws-5.0.0: ["1.15"]
#     cis-aws-6.0.0: ["2.15"]
#     cis-aws-7.0.0: ["2.14"]
#     nist-800-53-r5:
#       [AC-2, AC-2(1), AC-3, AC-3(7), AC-3(15), AC-5, AC-6, AC-6(2), AC-6(3), AC-6(10)]
#   remediation: |
#     Name the actions and the resources that are needed. Read the policy, replace that statement, keep the others:
#     aws iam get-role-policy --role-name ROLE --policy-name POLICY
#     aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json
#     and the same of user-policy and group-policy for users and groups.
package rules.iam.admin_inline

import data.lib.identity
import data.lib.reach
import data.lib.subjects

deny contains {"resource": id, "message": sprintf("%s, %s", [name, text])} if {
	some [id, name, document] in identity.documents
	id in subjects.inline_identities
	some text in reach.everything(document, input.source)
}
