# METADATA
# title: Log bucket has ACLs disabled
# description: >-
#   With BucketOwnerEnforced the bucket policy alone says who may do what. ACLs are a second, older door that is
#   easily overlooked.
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
#     CloudTrail delivers to a bucket without ACLs as before:
#     aws s3api put-bucket-ownership-controls --bucket BUCKET
#       --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'
package rules.s3.acls_disabled

import data.lib.subjects

deny contains {"resource": id, "message": "object ownership was never set: ACLs are in force"} if {
	some id in subjects.log_buckets
	input.s3.buckets[id].ownership == null
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	ownership := input.s3.buckets[id].ownership
	not ownership in {null, "BucketOwnerEnforced"}
	message := sprintf("object ownership is %s: ACLs are in force", [ownership])
}
