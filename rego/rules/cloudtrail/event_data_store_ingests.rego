# METADATA
# title: Event data store takes events in
# description: >-
#   An event data store is a second copy of the record that answers queries. Stopping it, or sending it to deletion,
#   blinds those who ask it, as stopping a trail does; it is medium because the trail still writes.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/query-event-data-store.html
# custom:
#   severity: medium
#   subject: event_data_stores
#   controls:
#     trailproof: [EX-51]
#     nist-800-53-r5: [AU-12]
#   remediation: |
#     Ask who stopped or deleted it (StopEventDataStoreIngestion, DeleteEventDataStore in the event history), then:
#     aws cloudtrail restore-event-data-store --event-data-store STORE_ARN --region REGION
#     aws cloudtrail start-event-data-store-ingestion --event-data-store STORE_ARN --region REGION
package rules.cloudtrail.event_data_store_ingests

import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.event_data_stores
	status := input.cloudtrail.event_data_stores[id].detail.status
	status in {"STOPPED_INGESTION", "STOPPING_INGESTION", "PENDING_DELETION"}
	message := sprintf("the event data store is %s", [status])
}
