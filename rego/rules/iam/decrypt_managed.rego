# METADATA
# title: No managed policy lets decrypt with every key
# description: >-
#   Whoever may decrypt with every key can read every log that is encrypted with one, as far as the key's policy
#   leaves that to IAM, which most do. Judged are the account's own policies that are attached to somebody;
#   conditions on aliases, tags or the encryption context, and denials in the same policy, are taken into account.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html
# custom:
#   severity: medium
#   subject: attached_policies
#   controls:
#     trailproof: [KMS-10]
#     aws-security-hub: [KMS.1]
#     nist-800-53-r5: [AC-2, AC-3, AC-5, AC-6, AC-6(3)]
#     aws-config: [iam-customer-policy-blocked-kms-actions]
#   remediation: |
#     Name the keys in the Resource of the statement, or narrow it by kms:ResourceAliases or aws:ResourceTag:
#     aws iam get-policy-version --policy-arn POLICY_ARN --version-id VERSION
#     aws iam create-policy-version --policy-arn POLICY_ARN --policy-document file://policy.json --set-as-default
package rules.iam.decrypt_managed

import data.lib.identity
import data.lib.subjects

deny contains {"resource": id, "message": text} if {
	some id in subjects.attached_policies
	document := input.iam.policies[id].policy.document
	some text in identity.decrypting(document, input.source.partition, input.source.account)
}
