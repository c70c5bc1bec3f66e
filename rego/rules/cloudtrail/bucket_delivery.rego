# METADATA
# title: Trail delivers log files to its bucket in every Region
# description: >-
#   CloudTrail says itself that it could not put a log file into the bucket, in the words of S3. Each Region
#   delivers on its own: one may fail while the trail's home looks well. It is critical because events of that
#   Region are not arriving now. Time-outs do not show here.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-troubleshooting.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
# custom:
#   severity: critical
#   subject: trails
#   controls:
#     trailproof: [LIV-01, EX-05]
#     nist-800-53-r5: [AU-5]
#   remediation: |
#     Read the error where it occurs, then mend the bucket's policy, the key's policy, or the name of the bucket in
#     the trail:
#     aws cloudtrail get-trail-status --name TRAIL_ARN --region REGION
package rules.cloudtrail.bucket_delivery

import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails
	statuses := input.cloudtrail.trails[id].status
	some error in {status.latest_delivery_error | some status in statuses}
	error != null
	regions := {region | some region, status in statuses; status.latest_delivery_error == error}
	message := sprintf("delivery to the bucket fails with %s in %s", [error, concat(", ", sort(regions))])
}
