# METADATA
# title: Trail delivers to its bucket without errors
# description: >-
#   CloudTrail says here what S3 answered when it last failed to deliver. While it fails, logs are kept for some
#   time and then lost.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
# custom:
#   severity: high
#   subject: trails
#   controls:
#     trailproof: [LIV-01]
#     nist-800-53-r5: [AU-5]
#   remediation: |
#     Mend what the error says: the bucket, its policy or the key's policy. The error goes away with the next delivery:
#     aws cloudtrail get-trail-status --name TRAIL_ARN
package rules.cloudtrail.delivery

import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails
	trail := input.cloudtrail.trails[id]
	status := trail.status[trail.home_region]
	status.latest_delivery_error != null
	message := sprintf("the latest delivery failed: %s", [status.latest_delivery_error])
}
