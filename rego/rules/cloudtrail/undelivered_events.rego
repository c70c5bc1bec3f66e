# METADATA
# title: Events of more than an hour ago have arrived
# description: >-
#   A delivery that times out leaves no error in the trail's status, and how old the newest delivery is says little in a
#   Region where little happens. The event history settles it: it has an event that the trail records and that is more
#   than an hour old, and since then nothing was delivered in that Region.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-troubleshooting.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html
# custom:
#   severity: high
#   subject: trails
#   controls:
#     trailproof: [EX-08]
#     nist-800-53-r5: [AU-5]
#   remediation: |
#     Look whether the bucket's policy, the key's policy or a firewall in between keeps log files out:
#     aws cloudtrail get-trail-status --name TRAIL_ARN --region REGION
#     aws s3api get-bucket-policy --bucket BUCKET
package rules.cloudtrail.undelivered_events

import data.lib.clock
import data.lib.events
import data.lib.global_events
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails
	some region, status in input.cloudtrail.trails[id].status
	status.is_logging
	some [kind, event] in [
		["read", input.cloudtrail.event_history[region].newest_read],
		["write", input.cloudtrail.event_history[region].newest_write],
	]
	events.records(input.cloudtrail.trails[id].event_selectors, kind, event.source)
	global := input.cloudtrail.trails[id].include_global_service_events
	not _left_out(global, region, event.source)
	clock.hours(event.time, input.source.taken_at) >= 1
	_since(status.start_logging_time, event.time)
	_since(status.latest_delivery_time, event.time)
	message := sprintf("%s of %s on %s in %s was not delivered: the newest delivery was %s", [
		event.name, event.source, event.time, region, _when(status.latest_delivery_time),
	])
}

# An event of a global service, of which the trail records none.
_left_out(false, region, source) if {
	region in global_events.regions
	source in global_events.sources
}

# The event is the later one; at null, nothing ever was.
_since(null, _)

_since(before, time) if clock.hours(before, time) > 0

_when(null) := "never"

_when(time) := sprintf("on %s", [time]) if time != null
