# METADATA
# title: CloudTrail may encrypt with the trail's key
# description: >-
#   A key policy that does not let CloudTrail make data keys for this trail, or a statement that denies it, stops the
#   delivery of log files. The request is decided here by the whole policy of the key, with the encryption context and
#   the source that CloudTrail sends, and by the key's grants. It is critical because what can't be encrypted is lost.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
# custom:
#   severity: critical
#   subject: encrypted_trails
#   controls:
#     trailproof: [EX-31]
#   remediation: |
#     Let cloudtrail.amazonaws.com use kms:GenerateDataKey* in the key policy, for this trail by aws:SourceArn and for
#     your account's trails by kms:EncryptionContext:aws:cloudtrail:arn. Merge the statement into
#     the policy; do not replace the policy.
#     aws kms get-key-policy --key-id KEY_ARN --region REGION --policy-name default --query Policy --output text
#     aws kms put-key-policy --key-id KEY_ARN --region REGION --policy-name default --policy file://policy.json
package rules.cloudtrail.key_access

import data.lib.refusals
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.encrypted_trails
	refused := [r | some r in input.access.deliveries[id].encrypt; r.action == "kms:GenerateDataKey"]
	message := refusals.told(refused)
}
