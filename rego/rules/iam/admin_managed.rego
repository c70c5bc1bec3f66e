# METADATA
# title: No managed policy allows everything
# description: >-
#   Whoever may do everything can stop the trail, empty its bucket, delete its key, and lift every protection first.
#   Judged are the account's own managed policies that are attached to somebody. Conditions on who calls, when and
#   from where don't make it less; a condition that ties it to tags does. It is high and not critical because nothing
#   is lost before somebody does it.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1
# custom:
#   severity: high
#   subject: attached_policies
#   controls:
#     trailproof: [IAM-01]
#     aws-security-hub: [IAM.1]
#     cis-aws-1.4.0: ["1.16"]
#     cis-aws-3.0.0: ["1.16"]
#     cis-aws-5.0.0: ["1.15"]
#     cis-aws-6.0.0: ["2.15"]
#     cis-aws-7.0.0: ["2.14"]
#     pci-dss-3.2.1: ["7.2.1"]
#     pci-dss-4.0.1: ["7.2.2"]
#     nist-800-53-r5:
#       [AC-2, AC-2(1), AC-3, AC-3(7), AC-3(15), AC-5, AC-6, AC-6(2), AC-6(3), AC-6(10)]
#     aws-config: [iam-policy-no-statements-with-admin-access]
#   remediation: |
#     Name the actions and the resources that are needed. Read the policy, replace that statement, keep the others:
#     aws iam get-policy-version --policy-arn POLICY_ARN --version-id VERSION
#     aws iam create-policy-version --policy-arn POLICY_ARN --policy-document file://policy.json --set-as-default
package rules.iam.admin_managed

import data.lib.reach
import data.lib.subjects

deny contains {"resource": id, "message": text} if {
	some id in subjects.attached_policies
	some text in reach.everything(input.iam.policies[id].policy.document, input.source)
}
