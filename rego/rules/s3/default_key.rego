# METADATA
# title: Log bucket's default key lets CloudTrail encrypt
# description: >-
#   A log bucket whose default encryption names another key than the trail's, where the key's policy does not let
#   CloudTrail use it, refuses whatever CloudTrail writes without naming a key. AWS does not say which files these
#   are: log files and digests name the trail's key, where there is one. So this is medium.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html
# custom:
#   severity: medium
#   subject: keyed_buckets
#   controls:
#     trailproof: [EX-27]
#   remediation: |
#     Name the trail's key in the default encryption, or let cloudtrail.amazonaws.com use kms:GenerateDataKey* in the
#     policy of the default key, for your trails only. The call replaces the whole setting: write down what is set,
#     change KMSMasterKeyID alone, and keep BucketKeyEnabled and BlockedEncryptionTypes.
#     aws s3api get-bucket-encryption --bucket BUCKET
#     aws s3api put-bucket-encryption --bucket BUCKET --server-side-encryption-configuration file://encryption.json
package rules.s3.default_key

import data.lib.policy
import data.lib.subjects

deny contains {"resource": bucket, "message": message} if {
	some trail in subjects.delivering_trails
	bucket := input.cloudtrail.trails[trail].bucket
	bucket in subjects.keyed_buckets
	key := input.s3.buckets[bucket].encryption_key
	input.cloudtrail.trails[trail].key != key
	document := input.kms.keys[key].policy.document
	not _admits(document)
	message := sprintf("the default key %s is not that of trail %s, and its policy does not let CloudTrail use it", [
		key, input.cloudtrail.trails[trail].name,
	])
}

deny contains {"resource": bucket, "message": message} if {
	some bucket in subjects.keyed_buckets
	key := input.s3.buckets[bucket].encryption_key
	input.kms.keys[key].exists == false
	message := sprintf("the default key %s does not exist", [key])
}

_admits(document) if {
	some statement in document.statements
	statement.effect == "Allow"
	policy.has_action(statement, "kms:GenerateDataKey")
	_speaks_of(statement)
}

_speaks_of(statement) if policy.has_service(statement, "cloudtrail.amazonaws.com")

_speaks_of(statement) if policy.everybody(statement)
