# METADATA
# title: No policy lets do everything with every trail
# description: >-
#   Whoever may do everything with every trail can stop the logging, narrow it, and send the logs elsewhere. Judged
#   are the account's own managed policies that are attached to somebody, and inline policies. A policy that denies a
#   part of it does not let do everything. It is medium because an organization or a boundary may still forbid it.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
# custom:
#   severity: medium
#   subject: grantors
#   controls:
#     trailproof: [IAM-04]
#     nist-800-53-r5: [AC-6, AU-9(4)]
#   remediation: |
#     Name the actions that are needed: cloudtrail:LookupEvents, Get*, List* and Describe* are enough to look. Keep
#     those who change trails few and apart. Read the policy, replace that statement, keep the others:
#     aws iam get-policy-version --policy-arn POLICY_ARN --version-id VERSION
#     aws iam create-policy-version --policy-arn POLICY_ARN --policy-document file://policy.json --set-as-default
#     aws iam get-role-policy --role-name ROLE --policy-name POLICY
#     aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json
package rules.iam.all_of_cloudtrail

import data.lib.identity
import data.lib.reach

deny contains {"resource": id, "message": sprintf("%s, %s", [name, text])} if {
	some [id, name, document] in identity.documents
	some text in reach.mastering(document, "cloudtrail", "trail", input.source)
}
