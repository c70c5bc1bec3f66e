# METADATA
# title: Key lets CloudTrail work for known accounts only
# description: >-
#   A statement that lets cloudtrail.amazonaws.com use the key without saying for whom lets the trail of any AWS
#   account use it: CloudTrail becomes a confused deputy. The condition has to name accounts or organizations in
#   full, and they have to be ours; which organization is ours says the parameter org_id.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
# custom:
#   severity: high
#   subject: log_keys
#   controls:
#     trailproof: [EX-32]
#   remediation: |
#     Give each statement for cloudtrail.amazonaws.com a condition: StringEquals aws:SourceArn with the trail's ARN,
#     and StringLike kms:EncryptionContext:aws:cloudtrail:arn with arn:PARTITION:cloudtrail:*:ACCOUNT:trail/*.
#     Accounts whose trails may use the key belong into the parameter accounts, their organization into org_id.
#     Merge it into the policy; do not replace the policy.
#     aws kms get-key-policy --key-id KEY_ARN --region REGION --policy-name default
#     aws kms put-key-policy --key-id KEY_ARN --region REGION --policy-name default --policy file://policy.json
package rules.kms.confused_deputy

import data.lib.accounts
import data.lib.deputy
import data.lib.keys
import data.lib.policy
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_keys
	some statement in keys.for_cloudtrail(input.kms.keys[id].policy.document)
	not deputy.bound(statement)
	message := sprintf("%s lets cloudtrail.amazonaws.com use the key for any account: %s", [
		policy.name(statement),
		"no aws:SourceArn, aws:SourceAccount, aws:SourceOrgID or CloudTrail encryption context names one in full",
	])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_keys
	some statement in keys.for_cloudtrail(input.kms.keys[id].policy.document)
	strangers := deputy.strangers(statement, accounts.known)
	message := sprintf("%s lets cloudtrail.amazonaws.com use the key for %s, which is not ours", [
		policy.name(statement), concat(", ", sort(strangers)),
	])
}
