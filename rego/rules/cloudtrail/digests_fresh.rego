# METADATA
# title: Digest files arrive every hour
# description: >-
#   With log file validation CloudTrail signs a digest every hour in every Region, also for hours in which nothing
#   happened. A digest that is missing breaks the chain by which log files are proved unaltered, and it is missing
#   where deliveries fail without an error.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
# custom:
#   severity: medium
#   subject: validated_trails
#   controls:
#     trailproof: [EX-09]
#     nist-800-53-r5: [AU-9, SI-7(1)]
#   remediation: |
#     Read the error where it occurs; mend the bucket's policy or the key's policy, which must let CloudTrail write
#     below CloudTrail-Digest too:
#     aws cloudtrail get-trail-status --name TRAIL_ARN --region REGION
package rules.cloudtrail.digests_fresh

import data.lib.clock
import data.lib.subjects

# Two hours: the digest of an hour comes within the next.
_hours := 2

deny contains {"resource": id, "message": message} if {
	some id in subjects.validated_trails
	some region, status in input.cloudtrail.trails[id].status
	status.is_logging
	error := status.latest_digest_delivery_error
	error != null
	message := sprintf("delivery of digest files fails with %s in %s", [error, region])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.validated_trails
	now := input.source.taken_at
	some region, status in input.cloudtrail.trails[id].status
	status.is_logging
	newest := status.latest_digest_delivery_time
	newest != null
	clock.hours(newest, now) > _hours
	not _just_started(status.start_logging_time, now)
	message := sprintf("the newest digest file of %s is of %s", [region, newest])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.validated_trails
	now := input.source.taken_at
	some region, status in input.cloudtrail.trails[id].status
	status.is_logging
	status.latest_digest_delivery_time == null
	not _just_started(status.start_logging_time, now)
	message := sprintf("no digest file has come from %s yet", [region])
}

_just_started(start, now) if {
	start != null
	clock.hours(start, now) <= _hours
}
