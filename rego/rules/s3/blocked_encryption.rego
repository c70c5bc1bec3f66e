# METADATA
# title: Log bucket does not block the encryption that its trails use
# description: >-
#   S3 refuses objects of the encryption types that a bucket blocks. Log files come under SSE-KMS where the trail
#   has a key, and under SSE-S3 where it has none; with that type blocked, nothing arrives. Blocking SSE-C, which
#   new buckets do, is as it should be; so far S3 knows no other type to block. It is high: that deliveries fail has
#   a rule of its own, which is critical.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/API/API_BlockedEncryptionTypes.html
# custom:
#   severity: high
#   subject: fed_buckets
#   controls:
#     trailproof: [EX-27]
#   remediation: |
#     Block SSE-C alone. The call replaces the whole setting: write down what is set, change BlockedEncryptionTypes
#     alone, and keep the default encryption and BucketKeyEnabled.
#     aws s3api get-bucket-encryption --bucket BUCKET
#     aws s3api put-bucket-encryption --bucket BUCKET --server-side-encryption-configuration file://encryption.json
package rules.s3.blocked_encryption

import data.lib.subjects

deny contains {"resource": bucket, "message": message} if {
	some trail in subjects.delivering_trails
	bucket := input.cloudtrail.trails[trail].bucket
	bucket in subjects.fed_buckets
	some type in input.s3.buckets[bucket].encryption.blocked_types
	type in _sent(input.cloudtrail.trails[trail].kms_key_id)
	message := sprintf("the bucket blocks %s, which trail %s writes with", [type, input.cloudtrail.trails[trail].name])
}

# As S3's names for blocking go, and as the default encryption spells the algorithm.
_sent(null) := {"SSE-S3", "AES256"}

_sent(key) := {"SSE-KMS", "aws:kms"} if key != null
