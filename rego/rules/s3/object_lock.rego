# METADATA
# title: Log bucket locks its objects
# description: >-
#   Object Lock keeps log files from being deleted or overwritten until their time is over, in compliance mode even
#   by the root user.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
# custom:
#   severity: low
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-13]
#     aws-security-hub: [S3.15]
#     pci-dss-3.2.1: ["3.1", "10.5"]
#     pci-dss-4.0.1: ["10.5.1"]
#     nist-800-53-r5: [CP-6(2), AU-9(2)]
#     aws-config: [s3-bucket-default-lock-enabled]
#   remediation: |
#     Object Lock in compliance mode can't be undone: agree on the time first. The bucket needs versioning. Then:
#     aws s3api put-object-lock-configuration --bucket BUCKET --object-lock-configuration
#       'ObjectLockEnabled=Enabled,Rule={DefaultRetention={Mode=COMPLIANCE,Days=365}}'
package rules.s3.object_lock

import data.lib.subjects

deny contains {"resource": id, "message": "Object Lock is not enabled"} if {
	some id in subjects.log_buckets
	input.s3.buckets[id].object_lock == null
}

deny contains {"resource": id, "message": "Object Lock is not enabled"} if {
	some id in subjects.log_buckets
	input.s3.buckets[id].object_lock.enabled == false
}
