# METADATA
# title: Nobody has stopped, narrowed or deleted a trail unexplained
# description: >-
#   The event history knows who stopped, changed or deleted a trail, whatever became of it, for 90 days. Each such call
#   of a principal that the parameter admins does not name is told; what AWS services do by themselves and calls that
#   were refused are not.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html
#   - https://attack.mitre.org/techniques/T1562/008/
# custom:
#   severity: high
#   subject: account
#   controls:
#     trailproof: [EX-10]
#   remediation: |
#     Ask the principal. If the change was meant, name him in the parameter admins; if it was not, put the trail back,
#     and look at what else he did:
#     aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventId,AttributeValue=EVENT_ID --region REGION
#     aws cloudtrail start-logging --name TRAIL_ARN --region HOME_REGION
package rules.cloudtrail.tampering

import data.lib.clock
import data.lib.params
import data.lib.policy
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.account
	some region, history in input.cloudtrail.event_history
	some event in history.tampering
	event.error == null
	event.principal != null
	not _admin(event.principal)
	clock.hours(event.time, input.source.taken_at) <= params.history_days * 24
	message := sprintf("%s of %s by %s%s on %s in %s: event %s", [
		event.name, _target(event.target), event.principal, _session(event.session), event.time, region, event.id,
	])
}

_admin(principal) if {
	some pattern in params.admins
	policy.matches(pattern, principal)
}

_target(null) := "a trail that the event does not name"

_target(target) := target if target != null

_session(null) := ""

_session(name) := sprintf(" in session %s", [name]) if name != null
