# METADATA
# title: Key is of the kind that CloudTrail can use, and stays
# description: >-
#   The key must be a symmetric encryption key in the bucket's Region, of an account that is ours. Imported key
#   material that expires, and keys outside KMS, can take the logs away from everybody.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
# custom:
#   severity: high
#   subject: encrypted_trails
#   controls:
#     trailproof: [EX-30]
#   remediation: |
#     Give the trail a symmetric customer managed key with material from KMS in the bucket's Region:
#     aws cloudtrail update-trail --name TRAIL_ARN --kms-key-id KEY_ARN
package rules.cloudtrail.key_fits

import data.lib.clock
import data.lib.params
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.encrypted_trails
	metadata := input.kms.keys[_key(id)].metadata
	metadata.spec != "SYMMETRIC_DEFAULT"
	message := sprintf("the key is not symmetric: its spec is %s", [metadata.spec])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.encrypted_trails
	metadata := input.kms.keys[_key(id)].metadata
	metadata.usage != "ENCRYPT_DECRYPT"
	message := sprintf("the key is not for encryption: its usage is %s", [metadata.usage])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.encrypted_trails
	key_region := input.kms.keys[_key(id)].region
	bucket_region := input.s3.buckets[input.cloudtrail.trails[id].bucket].region
	bucket_region != null
	key_region != bucket_region
	message := sprintf("the key is in %s, the bucket in %s", [key_region, bucket_region])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.encrypted_trails
	metadata := input.kms.keys[_key(id)].metadata
	metadata.expiration_model == "KEY_MATERIAL_EXPIRES"
	clock.older(input.source.taken_at, metadata.valid_to, 0)
	not clock.older(input.source.taken_at, metadata.valid_to, 30 * 24)
	message := sprintf("the imported key material expires on %s, in less than 30 days", [metadata.valid_to])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.encrypted_trails
	metadata := input.kms.keys[_key(id)].metadata
	metadata.origin in {"AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"}
	params.external_key_stores == false
	message := sprintf("the key material is outside KMS (%s)", [metadata.origin])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.encrypted_trails
	owner := input.kms.keys[_key(id)].owner
	owner != input.source.account
	not owner in params.accounts
	message := sprintf("the key belongs to account %s, which is not ours", [owner])
}

_key(id) := input.cloudtrail.trails[id].key
