# METADATA
# title: No inline policy lets decrypt with every key
# description: >-
#   Whoever may decrypt with every key can read every log that is encrypted with one, as far as the key's policy
#   leaves that to IAM, which most do. Conditions on aliases, tags or the encryption context, and denials in the same
#   policy, are taken into account.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/kms-controls.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/iam-policies-best-practices.html
# custom:
#   severity: medium
#   subject: inline_identities
#   controls:
#     trailproof: [KMS-11]
#     aws-security-hub: [KMS.2]
#     nist-800-53-r5: [AC-2, AC-3, AC-5, AC-6, AC-6(3)]
#     aws-config: [iam-inline-policy-blocked-kms-actions]
#   remediation: |
#     Name the keys in the Resource of the statement, or narrow it by kms:ResourceAliases or aws:ResourceTag:
#     aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json
#     and put-user-policy or put-group-policy for users and groups.
package rules.iam.decrypt_inline

import data.lib.identity
import data.lib.subjects

deny contains {"resource": id, "message": sprintf("%s, %s", [name, text])} if {
	some [id, name, document] in identity.documents
	id in subjects.inline_identities
	some text in identity.decrypting(document, input.source.partition, input.source.account)
}
