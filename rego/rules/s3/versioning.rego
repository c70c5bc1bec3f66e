# METADATA
# title: Log bucket keeps versions
# description: >-
#   Without versioning, deleting or overwriting a log file destroys it. With versioning the old version stays until
#   somebody deletes it by its id. Object Lock needs it as well.
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
#     A lifecycle rule for noncurrent versions keeps the cost down.
package rules.s3.versioning

import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	message := _fault(input.s3.buckets[id].versioning)
}

_fault(null) := "versioning was never switched on"

_fault(versioning) := "versioning was never switched on" if versioning.status == null

_fault(versioning) := sprintf("versioning is %s", [versioning.status]) if not versioning.status in {null, "Enabled"}
