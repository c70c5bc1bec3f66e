# METADATA
# title: Trail encrypts its logs with a KMS key
# description: >-
#   With a KMS key, reading a log file takes two consents: the policy of the bucket and that of the key. Without
#   one, S3 encrypts with a key of its own, and whoever may read the bucket reads the logs.
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
#     Let the key's policy admit CloudTrail first, then name the key in the trail's home Region:
#     aws cloudtrail update-trail --name TRAIL_ARN --kms-key-id KEY_ARN
package rules.cloudtrail.kms_encryption

import data.lib.subjects

deny contains {"resource": id, "message": "log files have no KMS key: S3 encrypts them with its own"} if {
	some id in subjects.trails
	input.cloudtrail.trails[id].kms_key_id == null
}
