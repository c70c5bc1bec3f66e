# METADATA
# title: Log files arrive from every Region where the trail logs
# description: >-
#   CloudTrail delivers within minutes where anything happens. Deliveries that time out leave no error: only the
#   time of the newest one tells. A Region where nothing at all happens delivers nothing, so this is medium; where
#   the account is scanned daily, the scan is something that happens. A trail that records no management events is
#   not judged.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
# custom:
#   severity: medium
#   subject: trails
#   controls:
#     trailproof: [EX-08]
#     nist-800-53-r5: [AU-5]
#   remediation: |
#     Look for the error, and whether the bucket, its policy and the key still let CloudTrail in; if nothing is wrong,
#     make an event there and look again after a quarter of an hour:
#     aws cloudtrail get-trail-status --name TRAIL_ARN --region REGION
#     aws cloudtrail describe-trails --region REGION
package rules.cloudtrail.delivery_fresh

import data.lib.clock
import data.lib.events
import data.lib.params
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails
	_records_management_events(input.cloudtrail.trails[id].event_selectors)
	now := input.source.taken_at
	some region, status in input.cloudtrail.trails[id].status
	status.is_logging
	newest := status.latest_delivery_time
	newest != null
	clock.hours(newest, now) > params.delivery_hours
	message := sprintf("the newest log file of %s is of %s", [region, newest])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails
	_records_management_events(input.cloudtrail.trails[id].event_selectors)
	now := input.source.taken_at
	some region, status in input.cloudtrail.trails[id].status
	status.is_logging
	status.latest_delivery_time == null
	not _just_started(status.start_logging_time, now)
	message := sprintf("no log file has come from %s yet, %s", [region, _since(status.start_logging_time)])
}

_records_management_events(selectors) if {
	some kind in ["read", "write"]
	events.mentions(selectors, kind)
}

_just_started(start, now) if {
	start != null
	clock.hours(start, now) <= 1
}

_since(null) := "and nobody knows since when the trail logs there"

_since(start) := sprintf("and the trail logs there since %s", [start]) if start != null
