# METADATA
# title: Log bucket has ACLs disabled
# description: >-
#   With Object Ownership set to BucketOwnerEnforced, ACLs decide nothing any more: the policy alone says who may do
#   what, and log files delivered from other accounts belong to the bucket's owner.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
# custom:
#   severity: medium
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-18]
#     aws-security-hub: [S3.12]
#     pci-dss-4.0.1: ["7.2"]
#     nist-800-53-r5: [AC-2(1), AC-3, AC-3(7), AC-3(15), AC-6]
#     aws-config: [s3-bucket-acl-prohibited]
#   remediation: |
#     Move the permissions that ACLs give into the bucket policy first. CloudTrail needs no change.
#     aws s3api put-bucket-ownership-controls --bucket BUCKET \
#       --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'
package rules.s3.ownership

import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	ownership := input.s3.buckets[id].ownership
	ownership != "BucketOwnerEnforced"
	message := sprintf("Object Ownership is %s: ACLs are in force", [_named(ownership)])
}

# Without a setting S3 acts as in the days before there was one.
_named(null) := "not set"

_named(ownership) := ownership if ownership != null
