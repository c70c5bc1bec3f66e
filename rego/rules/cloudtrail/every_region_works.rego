# METADATA
# title: Trail works in every Region that lists it
# description: >-
#   The status of a trail belongs to one Region: a bucket policy or a service control policy can break delivery in
#   one of them while the home Region looks fine.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
# custom:
#   severity: critical
#   subject: trails
#   controls:
#     trailproof: [EX-05]
#   remediation: |
#     Ask the Region that is named in the message, and mend what its error says (most often the bucket policy):
#     aws cloudtrail get-trail-status --name TRAIL_ARN --region REGION
package rules.cloudtrail.every_region_works

import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails
	some region, status in input.cloudtrail.trails[id].status
	status.is_logging == false
	message := sprintf("logging is off in %s", [region])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails
	some region, status in input.cloudtrail.trails[id].status
	status.latest_delivery_error != null
	message := sprintf("delivery fails in %s: %s", [region, status.latest_delivery_error])
}
