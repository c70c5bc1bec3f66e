# METADATA
# title: Key of the trail fits its work
# description: >-
#   A trail needs a symmetric encryption key in the Region of its bucket. Imported material may expire, a store
#   outside KMS may be switched off by whoever runs it, and a stranger's key may be withdrawn: each cuts off the
#   logs.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys.html
# custom:
#   severity: high
#   subject: log_keys
#   controls:
#     trailproof: [EX-30]
#   remediation: |
#     Give the trail a symmetric key that KMS made, in the Region of the bucket and in an account of yours. A key in a
#     CloudHSM or external store that is meant to be there can be waived.
#     Keep the old key, which the old logs need.
#     aws kms create-key --key-spec SYMMETRIC_DEFAULT --key-usage ENCRYPT_DECRYPT --region BUCKET_REGION
#     aws cloudtrail update-trail --name TRAIL_ARN --kms-key-id KEY_ARN --region HOME_REGION
package rules.kms.fit

import data.lib.accounts
import data.lib.clock
import data.lib.subjects

deny contains {"resource": id, "message": sprintf("the key's spec is %s, not SYMMETRIC_DEFAULT", [spec])} if {
	some id in subjects.log_keys
	spec := input.kms.keys[id].metadata.spec
	spec != "SYMMETRIC_DEFAULT"
}

deny contains {"resource": id, "message": sprintf("the key's usage is %s, not ENCRYPT_DECRYPT", [usage])} if {
	some id in subjects.log_keys
	usage := input.kms.keys[id].metadata.usage
	usage != "ENCRYPT_DECRYPT"
}

deny contains {"resource": id, "message": sprintf("the key's material is kept outside KMS: %s", [origin])} if {
	some id in subjects.log_keys
	origin := input.kms.keys[id].metadata.origin
	origin in {"AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"}
}

deny contains {"resource": id, "message": sprintf("the key's imported material expires on %s", [date])} if {
	some id in subjects.log_keys
	date := input.kms.keys[id].metadata.valid_to
	date != null
	clock.hours(input.source.taken_at, date) < 30 * 24
}

deny contains {"resource": id, "message": sprintf("the key belongs to account %s, which is not ours", [owner])} if {
	some id in subjects.log_keys
	owner := input.kms.keys[id].owner
	not owner in accounts.ours
}

deny contains {"resource": id, "message": message} if {
	some trail in subjects.delivering_trails
	id := input.cloudtrail.trails[trail].key
	id in subjects.log_keys
	region := input.s3.buckets[input.cloudtrail.trails[trail].bucket].region
	region != null
	region != input.kms.keys[id].region
	message := sprintf("the key is in %s, but the bucket of trail %s is in %s", [
		input.kms.keys[id].region, input.cloudtrail.trails[trail].name, region,
	])
}
