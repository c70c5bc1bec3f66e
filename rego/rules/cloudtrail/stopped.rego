# METADATA
# title: Trail has not been stopped lately
# description: >-
#   Stop, act, start again: a trail that is logging now may have been off when it mattered, and what happened meanwhile
#   is recorded nowhere. CloudTrail remembers the last time at which logging was stopped.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
#   - https://attack.mitre.org/techniques/T1562/008/
# custom:
#   severity: high
#   subject: trails
#   controls:
#     trailproof: [EX-10]
#   remediation: |
#     Find out who stopped it, and what was done until it was started again: the event history has the calls of the last
#     90 days. A stop that is explained can be waived. The parameter history_days says how long it is told.
#     aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=StopLogging \
#       --region HOME_REGION
#     aws cloudtrail start-logging --name TRAIL_ARN --region HOME_REGION
package rules.cloudtrail.stopped

import data.lib.clock
import data.lib.params
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails
	statuses := input.cloudtrail.trails[id].status
	some stop in {status.stop_logging_time | some status in statuses}
	stop != null
	clock.hours(stop, input.source.taken_at) <= params.history_days * 24
	some gap in {_gap(status) | some status in statuses; status.stop_logging_time == stop}
	regions := {region | some region, status in statuses; status.stop_logging_time == stop; _gap(status) == gap}
	message := sprintf("logging was stopped on %s in %s, %s", [stop, concat(", ", sort(regions)), gap])
}

_gap(status) := "and is still off" if status.is_logging == false

_gap(status) := sprintf("and started again on %s", [status.start_logging_time]) if status.is_logging
