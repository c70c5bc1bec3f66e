# METADATA
# title: Log bucket has a lifecycle rule
# description: >-
#   Some enabled lifecycle rule says what becomes of old objects, of old versions, and of uploads that were never
#   finished. It is a matter of cost and order: no rule at all loses no log, so this is low. A bucket with MFA
#   Delete can't have any, and is not judged. What rules may never do, delete logs before their time, is asked by
#   s3.lifecycle_retention.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html
# custom:
#   severity: low
#   subject: lifecycle_buckets
#   controls:
#     trailproof: [BKT-14, BKT-15]
#     aws-security-hub: [S3.10, S3.13]
#     pci-dss-3.2.1: ["3.1", "10.7"]
#     pci-dss-4.0.1: ["10.5.1"]
#     nist-800-53-r5: [CP-6(2), CP-9, CP-10, SC-5(2), SI-13(5)]
#     aws-config: [s3-lifecycle-policy-check, s3-version-lifecycle-policy-check]
#   remediation: |
#     Lifecycle rules are written as a whole: read them first, and add to them. This one deletes no log file, however
#     long they are to be kept, and clears away the parts of unfinished uploads:
#     aws s3api get-bucket-lifecycle-configuration --bucket BUCKET
#     aws s3api put-bucket-lifecycle-configuration --bucket BUCKET --lifecycle-configuration \
#       '{"Rules":[{"ID":"uploads","Status":"Enabled","Filter":{},
#         "AbortIncompleteMultipartUpload":{"DaysAfterInitiation":7}}]}'
#
#     Should logs expire, then not before retention_days, and their noncurrent versions not before noncurrent_days.
package rules.s3.lifecycle

import data.lib.subjects

deny contains {"resource": id, "message": "the bucket has no lifecycle rules"} if {
	some id in subjects.lifecycle_buckets
	input.s3.buckets[id].lifecycle == null
}

deny contains {"resource": id, "message": "all lifecycle rules of the bucket are disabled"} if {
	some id in subjects.lifecycle_buckets
	every rule in input.s3.buckets[id].lifecycle {
		rule.enabled == false
	}
}
