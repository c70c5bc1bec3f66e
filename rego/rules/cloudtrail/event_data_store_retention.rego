# METADATA
# title: Event data store keeps events long enough
# description: >-
#   Events leave the store when their time is over. The parameter retention_days says how long they are needed; the
#   log files in the bucket may live longer, so this is low.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-event-data-store.html
# custom:
#   severity: low
#   subject: event_data_stores
#   controls:
#     trailproof: [EX-51]
#     nist-800-53-r5: [AU-11]
#   remediation: |
#     aws cloudtrail update-event-data-store --event-data-store STORE_ARN --retention-period DAYS --region REGION
package rules.cloudtrail.event_data_store_retention

import data.lib.params
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.event_data_stores
	days := input.cloudtrail.event_data_stores[id].detail.retention_days
	days < params.retention_days
	message := sprintf("the event data store keeps events for %d days, not for %d", [days, params.retention_days])
}
