# METADATA
# title: Log files arrive
# description: >-
#   CloudTrail delivers within minutes where anything happens. Deliveries that time out leave no error: only the
#   time of the newest one tells. A Region where nothing happens delivers nothing, but something happens in every
#   account, so this looks at the newest delivery from any Region. A trail of one Region is taken to be idle where
#   its digest files arrive, which come every hour whatever happens. cloudtrail.undelivered_events tells, from the
#   event history, whether a single Region is stuck. A trail that records no management events is not judged.
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

deny contains {"resource": id, "message": _message(statuses)} if {
	some id in subjects.trails
	_records_management_events(input.cloudtrail.trails[id].event_selectors)
	statuses := [status | some status in input.cloudtrail.trails[id].status; status.is_logging]
	now := input.source.taken_at
	not _fresh(_times(statuses, "latest_delivery_time"), now)
	not _just_started(statuses, now)
	everywhere := input.cloudtrail.trails[id].is_multi_region_trail
	not _idle(everywhere, statuses, now)
}

_records_management_events(selectors) if {
	some kind in ["read", "write"]
	events.mentions(selectors, kind)
}

_times(statuses, name) := {status[name] | some status in statuses; status[name] != null}

_fresh(times, now) if {
	some time in times
	clock.hours(time, now) <= params.delivery_hours
}

# Nothing is late from where the trail is off, either.
_just_started(statuses, now) if {
	every status in statuses {
		status.start_logging_time != null
		clock.hours(status.start_logging_time, now) <= 1
	}
}

_idle(false, statuses, now) if _fresh(_times(statuses, "latest_digest_delivery_time"), now)

_message(statuses) := sprintf("the newest log file, from any Region, is of %s", [
	max(_times(statuses, "latest_delivery_time")),
])

_message(statuses) := sprintf("no log file has come yet, %s", [_since(statuses)]) if {
	count(_times(statuses, "latest_delivery_time")) == 0
}

_since(statuses) := sprintf("and the trail logs since %s", [min(_times(statuses, "start_logging_time"))])

_since(statuses) := "and nobody knows since when the trail logs" if {
	count(_times(statuses, "start_logging_time")) == 0
}
