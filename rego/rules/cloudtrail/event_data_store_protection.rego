# METADATA
# title: Event data store is protected from deletion
# description: >-
#   While termination protection is on nobody deletes the store with one call. Whoever may switch it off may still
#   delete the store in two, so this is low.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-event-data-store.html
# custom:
#   severity: low
#   subject: event_data_stores
#   controls:
#     trailproof: [EX-51]
#     nist-800-53-r5: [AU-9]
#   remediation: |
#     aws cloudtrail update-event-data-store --event-data-store STORE_ARN --termination-protection-enabled \
#       --region REGION
package rules.cloudtrail.event_data_store_protection

import data.lib.subjects

deny contains {"resource": id, "message": "termination protection is off"} if {
	some id in subjects.event_data_stores
	input.cloudtrail.event_data_stores[id].detail.termination_protection == false
}
