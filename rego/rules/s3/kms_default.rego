# METADATA
# title: Log bucket encrypts with a KMS key by default
# description: >-
#   Under a KMS key, whoever reads an object needs the key as well as the bucket, and each use of the key is
#   recorded. CloudTrail asks for the trail's key by itself; the default holds for whatever else is written to the
#   bucket, so this is low. Buckets that receive server access logs are not judged: these arrive under SSE-S3 only.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
# custom:
#   severity: low
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-10]
#     aws-security-hub: [S3.17]
#     pci-dss-4.0.1: ["3.5.1"]
#     nist-800-53-r5: [AU-9, CA-9(1), CM-3(6), SC-7(10), SC-13, SC-28, SC-28(1), SI-7(6)]
#     aws-config: [s3-default-encryption-kms]
#   remediation: |
#     Name aws:kms and the trail's key, whose policy lets CloudTrail encrypt already. The call replaces the whole
#     setting: write down what is set, change SSEAlgorithm and KMSMasterKeyID alone, and keep BucketKeyEnabled and
#     BlockedEncryptionTypes.
#     aws s3api get-bucket-encryption --bucket BUCKET
#     aws s3api put-bucket-encryption --bucket BUCKET --server-side-encryption-configuration file://encryption.json
package rules.s3.kms_default

import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	message := _fault(input.s3.buckets[id].encryption)
}

_fault(null) := "the bucket has no default encryption"

_fault(encryption) := sprintf("the default encryption is %q", [encryption.algorithm]) if {
	not encryption.algorithm in {"aws:kms", "aws:kms:dsse"}
}
