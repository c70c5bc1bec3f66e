# METADATA
# title: Event data store collects from the whole organization
# description: >-
#   The parameter organization_stores names the event data stores that must take in the events of all accounts of
#   the organization. One that was changed to this account alone hears of nothing elsewhere.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-lake-organizations.html
# custom:
#   severity: medium
#   subject: organization_stores
#   controls:
#     trailproof: [EX-51]
#     nist-800-53-r5: [AU-12]
#   remediation: |
#     aws cloudtrail update-event-data-store --event-data-store STORE_ARN --organization-enabled --region REGION
package rules.cloudtrail.event_data_store_organization

import data.lib.subjects

deny contains {"resource": id, "message": "the event data store takes in the events of this account only"} if {
	some id in subjects.organization_stores
	input.cloudtrail.event_data_stores[id].detail.organization == false
}
