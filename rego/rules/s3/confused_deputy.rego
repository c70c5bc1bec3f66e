# METADATA
# title: Log bucket lets CloudTrail write for known accounts only
# description: >-
#   A statement that lets cloudtrail.amazonaws.com put objects without saying for whom lets the trail of any AWS
#   account write among the logs: CloudTrail becomes a confused deputy. The condition has to name accounts or
#   organizations in full, and the accounts have to be ours. Old policies name accounts of CloudTrail itself in
#   place of the service; they cover some Regions only.
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
#     principals by the service. Accounts whose trails may write belong into the parameter accounts. Merge it into the
#     policy; do not replace the policy.
#     aws s3api get-bucket-policy --bucket BUCKET
#     aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
package rules.s3.confused_deputy

import data.lib.accounts
import data.lib.deputy
import data.lib.objects
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
	strangers := deputy.strangers(statement, accounts.ours)
	message := sprintf("%s lets cloudtrail.amazonaws.com write for account %s, which is not ours", [
		policy.name(statement), concat(", ", sort(strangers)),
	])
}

deny contains {"resource": bucket, "message": message} if {
	some trail in subjects.trails
	bucket := input.cloudtrail.trails[trail].bucket
	bucket in subjects.log_buckets
	folder := objects.folder(bucket, input.cloudtrail.trails[trail].s3_key_prefix, input.cloudtrail.trails[trail].owner)
	some statement in input.s3.buckets[bucket].policy.document.statements
	statement.effect == "Allow"
	policy.has_action(statement, "s3:PutObject")
	_reaches(statement, folder)
	some principal in statement.principals
	not principal.account in (accounts.ours | {""})
	message := sprintf("%s lets account %s, which is not ours, put objects where trail %s writes%s", [
		policy.name(statement), principal.account, input.cloudtrail.trails[trail].name, _word(principal.account),
	])
}

# The statements that let CloudTrail put objects. Reading the bucket's ACL for a stranger gives nothing away.
_writing(document) := [statement |
	some statement in document.statements
	statement.effect == "Allow"
	policy.has_service(statement, "cloudtrail.amazonaws.com")
	policy.has_action(statement, "s3:PutObject")
]

# The statement speaks of the folder, or of a part of it.
_reaches(statement, folder) if policy.has_resource(statement, sprintf("%s/*", [folder]))

_reaches(statement, folder) if {
	some pattern in statement.resources
	startswith(pattern, folder)
}

_word(account) := " (CloudTrail's own for one Region, from before it had a service principal)" if account in _legacy

_word(account) := "" if not account in _legacy

# Those that the user guide's page on bucket policies named; there are more.
_legacy := {
	"035351147821", "086441151436", "113285607260", "216624486486", "284668455005", "388731089494", "475085895292",
	"814480443879", "859597730677", "903692715234",
}
