# METADATA
# title: Log bucket's policy names the paths that its trails write to
# description: >-
#   CloudTrail writes to PREFIX/AWSLogs/ACCOUNT/, and for an organization trail to PREFIX/AWSLogs/ORGANIZATION/ as
#   well. When the prefix or the account in the policy is another, delivery fails though policy and trail each look
#   well.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
# custom:
#   severity: high
#   subject: log_buckets
#   controls:
#     trailproof: [EX-14]
#   remediation: |
#     Write the paths of every trail into the Resource of the statement that lets cloudtrail.amazonaws.com put
#     objects: arn:PARTITION:s3:::BUCKET/PREFIX/AWSLogs/ACCOUNT/*, and for an organization trail
#     arn:PARTITION:s3:::BUCKET/PREFIX/AWSLogs/ORGANIZATION/* too. Merge it into the policy; do not replace the
#     policy.
#     aws s3api get-bucket-policy --bucket BUCKET
#     aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
package rules.s3.trail_path

import data.lib.deputy
import data.lib.objects
import data.lib.policy
import data.lib.subjects

deny contains {"resource": bucket, "message": "the bucket has no policy, so that CloudTrail may not write to it"} if {
	some bucket in subjects.log_buckets
	input.s3.buckets[bucket].policy == null
}

deny contains {"resource": bucket, "message": message} if {
	some trail in subjects.delivering_trails
	bucket := input.cloudtrail.trails[trail].bucket
	bucket in subjects.log_buckets
	statements := _writing(input.s3.buckets[bucket].policy.document)
	folder := _folder(trail, input.cloudtrail.trails[trail].owner)
	not _open(statements, folder)
	message := _message(trail, folder, statements)
}

# Of trails that are not seen from here, nobody knows more.
deny contains {"resource": bucket, "message": message} if {
	some bucket in subjects.log_buckets
	not bucket in subjects.fed_buckets
	_writing(input.s3.buckets[bucket].policy.document) == []
	message := "trails are said to write to the bucket, but no statement lets cloudtrail.amazonaws.com put objects"
}

# The organization's id is not known here: any will do.
deny contains {"resource": bucket, "message": message} if {
	some trail in subjects.delivering_trails
	input.cloudtrail.trails[trail].is_organization_trail
	bucket := input.cloudtrail.trails[trail].bucket
	bucket in subjects.log_buckets
	statements := _writing(input.s3.buckets[bucket].policy.document)
	not _open(statements, _folder(trail, "o-0000000000"))
	not _opens_organization(statements, _folder(trail, "o-"))
	message := _message(trail, _folder(trail, "ORGANIZATION"), statements)
}

_folder(trail, owner) := objects.folder(
	input.cloudtrail.trails[trail].bucket,
	input.cloudtrail.trails[trail].s3_key_prefix,
	owner,
)

# The statements that let CloudTrail put objects.
_writing(document) := [statement |
	some statement in document.statements
	statement.effect == "Allow"
	_admits_cloudtrail(statement)
	policy.has_action(statement, "s3:PutObject")
]

_admits_cloudtrail(statement) if policy.has_service(statement, "cloudtrail.amazonaws.com")

_admits_cloudtrail(statement) if policy.everybody(statement)

# The accounts of old still deliver, each from its Region: that others lack one is the matter of s3.confused_deputy.
_admits_cloudtrail(statement) if {
	some principal in statement.principals
	principal.account in deputy.legacy
}

_open(statements, folder) if {
	some statement in statements
	policy.has_resource(statement, sprintf("%s/*", [folder]))
}

_opens_organization(statements, start) if {
	some pattern in statements[_].resources
	startswith(pattern, start)
	endswith(pattern, "/*")
}

_message(trail, folder, statements) := sprintf("trail %s writes to %s/, %s", [
	input.cloudtrail.trails[trail].name, folder, _said(statements),
])

_said([]) := "but no statement lets cloudtrail.amazonaws.com put objects"

_said(statements) := sprintf("but CloudTrail may put objects at %s only", [concat(", ", sort(places))]) if {
	count(statements) > 0
	places := {sprintf("%s (%s)", [_place(statement), policy.name(statement)]) | some statement in statements}
}

_place(statement) := concat(", ", statement.resources) if count(statement.not_resources) == 0

_place(statement) := sprintf("all but %s", [concat(", ", statement.not_resources)]) if {
	count(statement.not_resources) > 0
}
