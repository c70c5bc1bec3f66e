# METADATA
# title: Log bucket lets CloudTrail write for known trails only
# description: >-
#   CloudTrail writes for every AWS account. A statement that does not say for whose trail lets any account put
#   files into the bucket. One that names a trail which is not there, or the accounts that CloudTrail used before it
#   had a service principal, does not do what it says.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
# custom:
#   severity: high
#   subject: log_buckets
#   controls:
#     trailproof: [EX-15]
#   remediation: |
#     Give each statement for cloudtrail.amazonaws.com the condition StringEquals aws:SourceArn with the ARN of the
#     trail (with its home Region, whatever Region delivers), and name the service, not account numbers, as the
#     principal.
package rules.s3.confused_deputy

import data.lib.cloudtrail
import data.lib.policy
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	some statement in _allows(id)
	policy.has_service(statement, cloudtrail.service)
	not _bound(statement)
	message := sprintf("%s lets cloudtrail.amazonaws.com in for any account: %s", [
		policy.name(statement), "no aws:SourceArn, aws:SourceAccount or aws:SourceOrgID names one",
	])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	some statement in _allows(id)
	policy.has_service(statement, cloudtrail.service)
	some condition in statement.conditions
	condition.key == "aws:sourcearn"
	some arn in condition.values
	split(arn, ":")[4] == input.source.account
	not _known(arn)
	message := sprintf("%s is for a trail that is not there: %s", [policy.name(statement), arn])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	some statement in _allows(id)
	some principal in statement.principals
	principal.account in cloudtrail.legacy_accounts
	message := sprintf("%s names account %s, which CloudTrail used in one Region before it had a service principal", [
		policy.name(statement), principal.account,
	])
}

_allows(id) := [statement |
	some statement in input.s3.buckets[id].policy.document.statements
	statement.effect == "Allow"
]

_bound(statement) if {
	some condition in statement.conditions
	policy.binds_source(condition)
}

_known(pattern) if {
	some arn, trail in input.cloudtrail.trails
	trail.name != ""
	policy.matches(pattern, arn)
}
