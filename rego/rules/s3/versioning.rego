# METADATA
# title: Log bucket keeps versions
# description: >-
#   In a bucket without versioning, whoever may write can overwrite a log file, and whoever may delete one deletes
#   it for good.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
# custom:
#   severity: medium
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-11]
#     aws-security-hub: [S3.14]
#     pci-dss-3.2.1: ["10.5"]
#     nist-800-53-r5: [AU-9(2), CP-6, CP-9, CP-10, SC-5(2), SI-12, SI-13(5)]
#     aws-config: [s3-bucket-versioning-enabled]
#   remediation: |
#     aws s3api put-bucket-versioning --bucket BUCKET --versioning-configuration Status=Enabled
package rules.s3.versioning

import data.lib.subjects

deny contains {"resource": id, "message": "versioning was never enabled"} if {
	some id in subjects.log_buckets
	input.s3.buckets[id].versioning.status == null
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	status := input.s3.buckets[id].versioning.status
	not status in {null, "Enabled"}
	message := sprintf("versioning is %s", [status])
}
