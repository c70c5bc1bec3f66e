# METADATA
# title: No policy lets read everything
# description: >-
#   Whoever may read every object or every log group reads the logs of the audit trail, too, as far as the bucket's
#   and the key's policies leave that to IAM. Judged are the account's own managed policies that are attached to
#   somebody, and inline policies. What lets decrypt with every key is a question of its own.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
# custom:
#   severity: medium
#   subject: grantors
#   controls:
#     trailproof: [IAM-10]
#     nist-800-53-r5: [AC-6]
#   remediation: |
#     Name the buckets and log groups that may be read, those of the audit trail for its readers only. Read the
#     policy, replace that statement, keep the others:
#     aws iam get-policy-version --policy-arn POLICY_ARN --version-id VERSION
#     aws iam create-policy-version --policy-arn POLICY_ARN --policy-document file://policy.json --set-as-default
#     aws iam get-role-policy --role-name ROLE --policy-name POLICY
#     aws iam put-role-policy --role-name ROLE --policy-name POLICY --policy-document file://policy.json
package rules.iam.read_everything

import data.lib.identity
import data.lib.reach

_reads := {
	"log_group": {"logs:FilterLogEvents", "logs:GetLogEvents", "logs:StartQuery"},
	"object": {"s3:GetObject", "s3:GetObjectVersion"},
}

deny contains {"resource": id, "message": sprintf("%s, %s", [name, text])} if {
	some [id, name, document] in identity.documents
	some text in reach.unlimited(document, _reads, input.source)
}
