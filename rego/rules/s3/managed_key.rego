# METADATA
# title: Readers in other accounts can decrypt what is under the log bucket's default key
# description: >-
#   A default encryption with aws/s3, the key that AWS manages, is closed to other accounts, and its policy can't be
#   changed: readers whom the bucket policy lets in from there get objects that they can't decrypt. Log files under
#   the key of the trail are not touched, so this is medium.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
# custom:
#   severity: medium
#   subject: log_buckets
#   controls:
#     trailproof: [EX-27]
#   remediation: |
#     Name a key of your own, whose policy lets the readers' accounts decrypt. What is encrypted already stays as it is.
#     The call replaces the whole setting: write down what is set, change KMSMasterKeyID alone, and keep
#     BucketKeyEnabled and BlockedEncryptionTypes.
#     aws s3api get-bucket-encryption --bucket BUCKET
#     aws s3api put-bucket-encryption --bucket BUCKET --server-side-encryption-configuration file://encryption.json
package rules.s3.managed_key

import data.lib.policy
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in _managed
	owner := input.s3.buckets[id].owner
	some statement in input.s3.buckets[id].policy.document.statements
	statement.effect == "Allow"
	policy.has_action(statement, "s3:GetObject")
	some principal in statement.principals
	not principal.account in {"", owner}
	message := sprintf("%s lets account %s read, which can't decrypt what is under aws/s3", [
		policy.name(statement), principal.account,
	])
}

# Without a key, SSE-KMS means aws/s3.
_managed contains id if {
	some id in subjects.log_buckets
	input.s3.buckets[id].encryption.algorithm in {"aws:kms", "aws:kms:dsse"}
	input.s3.buckets[id].encryption_key == null
}

_managed contains id if {
	some id in subjects.log_buckets
	key := input.s3.buckets[id].encryption_key
	input.kms.keys[key].metadata.manager == "AWS"
}
