# METADATA
# title: Log bucket encrypts by default
# description: >-
#   Every new object is encrypted unless its writer says otherwise. S3 has done so of itself since January 2023, so
#   that only a bucket on an endpoint that does not, or an answer without an algorithm, can fail: low.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html
# custom:
#   severity: low
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-09]
#     cis-aws-1.4.0: ["2.1.1"]
#     aws-security-hub: [S3.4]
#     pci-dss-3.2.1: ["3.4"]
#     nist-800-53-r5:
#       [AU-9, CA-9(1), CM-3(6), SC-7(10), SC-13, SC-28, SC-28(1), SI-7(6), AU-9(2), AU-9(7)]
#     aws-config: [s3-bucket-server-side-encryption-enabled]
#   remediation: |
#     Name AES256, or aws:kms with a key, as SSEAlgorithm. The call replaces the whole setting: write down what is set,
#     change that alone, and keep BucketKeyEnabled and BlockedEncryptionTypes.
#     aws s3api get-bucket-encryption --bucket BUCKET
#     aws s3api put-bucket-encryption --bucket BUCKET --server-side-encryption-configuration file://encryption.json
package rules.s3.default_encryption

import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	message := _fault(input.s3.buckets[id].encryption)
}

_fault(null) := "the bucket has no default encryption"

# A bucket key saves calls to KMS, and encrypts nothing of itself.
_fault(encryption) := sprintf("the default encryption names no algorithm of S3's: %q", [encryption.algorithm]) if {
	not encryption.algorithm in {"AES256", "aws:kms", "aws:kms:dsse"}
}
