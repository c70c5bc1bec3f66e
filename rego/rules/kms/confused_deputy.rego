# METADATA
# title: Key lets CloudTrail work for known accounts only
# description: >-
#   A statement that lets cloudtrail.amazonaws.com use the key without saying for whom lets the trail of any AWS
#   account use it: CloudTrail becomes a confused deputy.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
# custom:
#   severity: high
#   subject: log_keys
#   controls:
#     trailproof: [EX-32]
#   remediation: |
#     Give each statement for cloudtrail.amazonaws.com a condition: StringEquals aws:SourceArn with the trail's ARN,
#     and StringLike kms:EncryptionContext:aws:cloudtrail:arn with arn:PARTITION:cloudtrail:*:ACCOUNT:trail/*.
package rules.kms.confused_deputy

import data.lib.cloudtrail
import data.lib.policy
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_keys
	some statement in input.kms.keys[id].policy.document.statements
	statement.effect == "Allow"
	policy.has_service(statement, cloudtrail.service)
	_uses_key(statement)
	not _bound(statement)
	message := sprintf("%s lets cloudtrail.amazonaws.com use the key for any account: %s", [
		policy.name(statement),
		"no aws:SourceArn, aws:SourceAccount, aws:SourceOrgID or CloudTrail encryption context names one",
	])
}

# Describing a key gives nothing away; older default policies allow it without a condition.
_uses_key(statement) if {
	some action in ["kms:GenerateDataKey", "kms:Decrypt", "kms:Encrypt", "kms:ReEncryptFrom", "kms:CreateGrant"]
	policy.has_action(statement, action)
}

_bound(statement) if {
	some condition in statement.conditions
	policy.binds_source(condition)
}
