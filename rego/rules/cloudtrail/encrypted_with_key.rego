# METADATA
# title: Log files are encrypted with a KMS key
# description: >-
#   With a KMS key, whoever wants to read a log file needs the key's consent beside the bucket's, and each reading
#   leaves a trace. Without one S3 encrypts with a key of its own, which opens to everybody who may get the object.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
# custom:
#   severity: medium
#   subject: trails
#   controls:
#     trailproof: [TRL-10]
#     cis-aws-1.4.0: ["3.7"]
#     cis-aws-3.0.0: ["3.5"]
#     cis-aws-5.0.0: ["3.5"]
#     cis-aws-6.0.0: ["4.5"]
#     cis-aws-7.0.0: ["4.5"]
#     aws-security-hub: [CloudTrail.2]
#     pci-dss-3.2.1: ["3.4"]
#     pci-dss-4.0.1: ["10.3.2"]
#     nist-800-53-r5: [AU-9, CA-9(1), CM-3(6), SC-7(10), SC-13, SC-28, SC-28(1), SI-7(6)]
#     aws-config: [cloud-trail-encryption-enabled]
#   remediation: |
#     First let CloudTrail use the key, in the key's policy; then give it to the trail, in the trail's home Region,
#     and look for delivery errors afterwards:
#     aws cloudtrail update-trail --name TRAIL_ARN --kms-key-id KEY_ARN --region HOME_REGION
#     aws cloudtrail get-trail-status --name TRAIL_ARN --region HOME_REGION
package rules.cloudtrail.encrypted_with_key

import data.lib.subjects

deny contains {"resource": id, "message": "the trail has no KMS key: S3 encrypts the log files with its own"} if {
	some id in subjects.trails
	input.cloudtrail.trails[id].kms_key_id == null
}
