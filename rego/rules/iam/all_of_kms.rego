# METADATA
# title: No policy lets do everything with every key
# description: >-
#   Whoever may do everything with every key can read the logs, hand out their key, and have it deleted, as far as
#   the key's policy leaves that to IAM, which most do. Judged are the account's own managed policies that are
#   attached to somebody, and inline policies. A policy that denies a part of it does not let do everything.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html
# custom:
#   severity: medium
#   subject: grantors
#   controls:
#     trailproof: [KMS-12]
#     pci-dss-4.0.1: ["3.5", "3.6", "3.7", "7.2"]
#     nist-800-53-r5: [AC-6]
#   remediation: |
#     Name the actions and the keys that are needed, and keep those who manage keys apart from those who use them:
#     aws iam create-policy-version --policy-arn POLICY_ARN --policy-document file://policy.json --set-as-default
#     aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json
package rules.iam.all_of_kms

import data.lib.identity

deny contains {"resource": id, "message": sprintf("%s, %s", [name, text])} if {
	some [id, name, document] in identity.documents
	some text in identity.mastering(document, input.source.partition, input.source.account)
}
