# METADATA
# title: Log files belong to the log bucket's owner
# description: >-
#   Where trails of several accounts write to one bucket and Object Ownership is ObjectWriter, which is also what no
#   setting means, a file belongs to whoever wrote it. The bucket's owner can neither open it to readers nor protect
#   it from its writer. A bucket for one account's trails has nothing to lose, and passes. CloudTrail asks for full
#   control for the bucket's owner, so this is low.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
# custom:
#   severity: low
#   subject: log_buckets
#   controls:
#     trailproof: [EX-56]
#   remediation: |
#     Move the permissions that ACLs give into the bucket policy first.
#     aws s3api put-bucket-ownership-controls --bucket BUCKET \
#       --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'
package rules.s3.object_writer

import data.lib.subjects

deny contains {"resource": bucket, "message": message} if {
	some bucket in subjects.log_buckets
	bucket in _shared
	ownership := input.s3.buckets[bucket].ownership
	ownership in {null, "ObjectWriter"}
	message := sprintf("Object Ownership is %s, and trails of more than one account write here", [_named(ownership)])
}

_shared contains input.cloudtrail.trails[id].bucket if input.cloudtrail.trails[id].is_organization_trail

_shared contains bucket if {
	some trail in input.cloudtrail.trails
	bucket := trail.bucket
	trail.owner != input.s3.buckets[bucket].owner
}

_shared contains id if input.s3.central_buckets[id].trails

_named(null) := "not set"

_named(ownership) := ownership if ownership != null
