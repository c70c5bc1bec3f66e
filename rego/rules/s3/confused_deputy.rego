# METADATA
# title: Log bucket lets CloudTrail write for known accounts only
# description: >-
#   A statement that lets cloudtrail.amazonaws.com put objects without saying for whom lets the trail of any AWS
#   account write among the logs: CloudTrail becomes a confused deputy. The condition has to name accounts or
#   organizations in full, and they have to be ours; which organization is ours says the parameter org_id. Old
#   policies name accounts of CloudTrail itself in place of the service; they cover some Regions only.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
# custom:
#   severity: high
#   subject: log_buckets
#   controls:
#     trailproof: [EX-15]
#   remediation: |
#     Give each statement for cloudtrail.amazonaws.com the condition StringEquals aws:SourceArn with the ARNs of the
#     trails that write to the bucket, arn:PARTITION:cloudtrail:HOME_REGION:ACCOUNT:trail/NAME, and replace account
#     principals by the service. Accounts whose trails may write belong into the parameter accounts, their
#     organization into org_id. Merge it into the policy; do not replace the policy.
#     aws s3api get-bucket-policy --bucket BUCKET
#     aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
package rules.s3.confused_deputy

import data.lib.accounts
import data.lib.deputy
import data.lib.policy
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	some statement in _writing(input.s3.buckets[id].policy.document)
	not deputy.bound(statement)
	message := sprintf("%s lets cloudtrail.amazonaws.com write for any account: %s", [
		policy.name(statement), "no aws:SourceArn, aws:SourceAccount or aws:SourceOrgID names one in full",
	])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	some statement in _writing(input.s3.buckets[id].policy.document)
	strangers := deputy.strangers(statement, accounts.known)
	message := sprintf("%s lets cloudtrail.amazonaws.com write for %s, which is not ours", [
		policy.name(statement), concat(", ", sort(strangers)),
	])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	some statement in input.s3.buckets[id].policy.document.statements
	statement.effect == "Allow"
	policy.has_action(statement, "s3:PutObject")
	numbers := {principal.account | some principal in statement.principals} & deputy.legacy
	count(numbers) > 0
	message := sprintf("%s names %s, %s", [
		policy.name(statement), concat(", ", sort(numbers)),
		"of CloudTrail itself: each serves one Region, and newer Regions have none",
	])
}

# The statements that let CloudTrail put objects. Reading the bucket's ACL for a stranger gives nothing away.
_writing(document) := [statement |
	some statement in document.statements
	statement.effect == "Allow"
	policy.has_service(statement, "cloudtrail.amazonaws.com")
	policy.has_action(statement, "s3:PutObject")
]
