# METADATA
# title: Bucket policy lets the trail write where it writes
# description: >-
#   CloudTrail writes below the trail's prefix, AWSLogs and the account (for an organization trail also below the
#   organization's id). A bucket policy that opens another folder stops delivery.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
# custom:
#   severity: high
#   subject: trails
#   controls:
#     trailproof: [EX-14]
#   remediation: |
#     Name the folder from the message in the Resource of the statement that lets cloudtrail.amazonaws.com
#     s3:PutObject, or correct the trail's prefix. Keep the statements of other trails.
package rules.cloudtrail.bucket_path

import data.lib.cloudtrail
import data.lib.params
import data.lib.policy
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails
	bucket := _bucket(id)
	input.s3.buckets[bucket].policy == null
	not input.s3.buckets[bucket].exists == false
	message := sprintf("%s has no policy, so CloudTrail may not write to it", [bucket])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails
	statements := input.s3.buckets[_bucket(id)].policy.document.statements
	some folder in _folders(id)
	not _writable(statements, folder)
	message := sprintf("no statement lets cloudtrail.amazonaws.com s3:PutObject to %s", [folder])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails
	_organization(id)
	params.org_id == ""
	statements := input.s3.buckets[_bucket(id)].policy.document.statements
	not _any_organization(statements, _folder(id, "o-"))
	message := "no statement lets cloudtrail.amazonaws.com s3:PutObject to the folder of an organization (AWSLogs/o-…/)"
}

_bucket(id) := input.cloudtrail.trails[id].bucket

_organization(id) if input.cloudtrail.trails[id].is_organization_trail == true

_folder(id, owner) := cloudtrail.folder(_bucket(id), input.cloudtrail.trails[id].s3_key_prefix, owner)

_folders(id) := {_folder(id, input.cloudtrail.trails[id].owner)} | {_folder(id, params.org_id) |
	_organization(id)
	params.org_id != ""
}

_writable(statements, folder) if {
	some statement in _writes(statements)
	policy.has_resource(statement, folder)
}

_any_organization(statements, folder) if {
	some statement in _writes(statements)
	some resource in statement.resources
	startswith(resource, trim_suffix(folder, "/*"))
}

# A pattern that is wider than the folder of an organization takes them all.
_any_organization(statements, folder) if {
	some statement in _writes(statements)
	policy.has_resource(statement, folder)
}

_writes(statements) := [statement |
	some statement in statements
	statement.effect == "Allow"
	policy.has_service(statement, cloudtrail.service)
	policy.has_action(statement, "s3:PutObject")
]
