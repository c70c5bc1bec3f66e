# METADATA
# title: CloudTrail may do with the key what changes of the trail need
# description: >-
#   When a trail is made or changed CloudTrail describes its key, and decrypts with it where the bucket has an S3 Bucket
#   Key; it refuses the change where it may not. Delivery does not need that, so this is low.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
# custom:
#   severity: low
#   subject: encrypted_trails
#   controls:
#     trailproof: [EX-31]
#   remediation: |
#     Let cloudtrail.amazonaws.com use kms:DescribeKey in the key policy, and kms:Decrypt where the bucket has an S3
#     Bucket Key, for this trail by aws:SourceArn. Merge the statement into
#     the policy; do not replace the policy.
#     aws kms get-key-policy --key-id KEY_ARN --region REGION --policy-name default --query Policy --output text
#     aws kms put-key-policy --key-id KEY_ARN --region REGION --policy-name default --policy file://policy.json
package rules.cloudtrail.key_for_changes

import data.lib.refusals
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.encrypted_trails
	refused := [r | some r in input.access.deliveries[id].encrypt; r.action != "kms:GenerateDataKey"]
	message := refusals.told(refused)
}
