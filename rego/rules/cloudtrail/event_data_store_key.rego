# METADATA
# title: Event data store is encrypted with a key of its owner
# description: >-
#   CloudTrail encrypts every event data store; without a KMS key it does so with a key that AWS owns, and no key
#   policy says who may read. A key that a store has can't be changed or taken away any more, and the events are
#   encrypted without one too, so this is low.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-event-data-store.html
# custom:
#   severity: low
#   subject: event_data_stores
#   controls:
#     trailproof: [TRL-21]
#     aws-security-hub: [CloudTrail.10]
#     nist-800-53-r5: [AU-9, CA-9(1), CM-3(6), SC-7(10), SC-12(2), SC-13, SC-28, SC-28(1), SI-7(6)]
#     aws-config: [event-data-store-cmk-encryption-enabled]
#   remediation: |
#     First let CloudTrail use the key, in the key's policy. A store that has a key keeps that one for ever:
#     aws cloudtrail update-event-data-store --event-data-store STORE_ARN --kms-key-id KEY_ARN --region REGION
package rules.cloudtrail.event_data_store_key

import data.lib.subjects

deny contains {"resource": id, "message": "the store has no KMS key: AWS encrypts with one that it owns"} if {
	some id in subjects.event_data_stores
	input.cloudtrail.event_data_stores[id].detail.kms_key_id == null
}
