# METADATA
# title: Key of the trail lives in one Region
# description: >-
#   A multi-Region key can be copied into other Regions, and each copy has a policy and grants of its own that open
#   the same logs. A trail needs no such key. It is low because a log bucket that is replicated into another Region
#   is a good reason to have one.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
# custom:
#   severity: low
#   subject: log_keys
#   controls:
#     trailproof: [KMS-07]
#   remediation: |
#     A key can't be changed into another kind. Give the trail a new key; keep the old one, which the old logs need.
#     aws kms create-key --no-multi-region --region BUCKET_REGION
#     aws cloudtrail update-trail --name TRAIL_ARN --kms-key-id KEY_ARN --region HOME_REGION
package rules.kms.single_region

import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_keys
	metadata := input.kms.keys[id].metadata
	metadata.multi_region
	message := sprintf("the key is a multi-Region key, replicas: %s", [_listed(metadata.replicas)])
}

_listed([]) := "none"

_listed(replicas) := concat(", ", replicas) if count(replicas) > 0
