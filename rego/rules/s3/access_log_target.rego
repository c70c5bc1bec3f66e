# METADATA
# title: Log bucket's access logs can arrive
# description: >-
#   S3 drops access logs without an error where their bucket does not take them: it has to let
#   logging.s3.amazonaws.com write there for the log bucket, to encrypt with SSE-S3, and may have no Object Lock
#   default and not make requesters pay. Access logs are the second witness, so this is medium.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
# custom:
#   severity: medium
#   subject: witnessed_buckets
#   controls:
#     trailproof: [EX-28]
#   remediation: |
#     Use a bucket with SSE-S3 and without an Object Lock default, whose policy has this statement for every log bucket:
#     {"Effect":"Allow","Principal":{"Service":"logging.s3.amazonaws.com"},"Action":"s3:PutObject",
#      "Resource":"TARGET_ARN/*","Condition":{"StringEquals":{"aws:SourceAccount":"ACCOUNT"},
#      "ArnLike":{"aws:SourceArn":"BUCKET_ARN"}}}
#     Merge it into the policy; do not replace the policy.
#     Where the default encryption is the fault, name AES256 as SSEAlgorithm. The call replaces the whole setting: write
#     down what is set, change that alone, and keep BucketKeyEnabled and BlockedEncryptionTypes.
#     aws s3api get-bucket-encryption --bucket TARGET
#     aws s3api put-bucket-encryption --bucket TARGET --server-side-encryption-configuration file://encryption.json
package rules.s3.access_log_target

import data.lib.logging
import data.lib.subjects

deny contains {"resource": id, "message": sprintf("%s locks what arrives by default", [target])} if {
	some id in subjects.witnessed_buckets
	target := input.s3.buckets[id].logging.target
	input.s3.buckets[target].object_lock.mode != null
}

deny contains {"resource": id, "message": sprintf("%s encrypts with %s by default", [target, algorithm])} if {
	some id in subjects.witnessed_buckets
	target := input.s3.buckets[id].logging.target
	algorithm := input.s3.buckets[target].encryption.algorithm
	algorithm in {"aws:kms", "aws:kms:dsse"}
}

deny contains {"resource": id, "message": sprintf("%s makes requesters pay", [target])} if {
	some id in subjects.witnessed_buckets
	target := input.s3.buckets[id].logging.target
	input.s3.buckets[target].request_payer == "Requester"
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.witnessed_buckets
	target := input.s3.buckets[id].logging.target
	input.s3.buckets[target].exists
	policy := input.s3.buckets[target].policy
	acl := input.s3.buckets[target].acl
	owner := input.s3.buckets[id].owner
	place := sprintf("%s/%s*", [target, input.s3.buckets[id].logging.prefix])
	not logging.granted(acl)
	not logging.allowed(policy, place, {"aws:sourceaccount": owner, "aws:sourcearn": id})
	message := sprintf("nothing lets logging.s3.amazonaws.com put objects at %s for this bucket", [place])
}
