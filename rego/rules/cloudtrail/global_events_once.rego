# METADATA
# title: Global service events are recorded once
# description: >-
#   Two trails of the account that both record global service events write each of them twice, which costs money and
#   makes counts in analyses wrong. A copy on purpose is no fault, so this is for information. Trails that record
#   reads and writes apart write nothing twice; an organization trail of another account does not count.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
# custom:
#   severity: info
#   subject: account
#   controls:
#     trailproof: [TRL-07]
#   remediation: |
#     Leave the events to one trail. A trail for all Regions always includes them; a trail of one Region may leave
#     them out, in its home Region:
#     aws cloudtrail update-trail --name TRAIL_ARN --no-include-global-service-events --region HOME_REGION
package rules.cloudtrail.global_events_once

import data.lib.global_events
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.account
	some kind, recording in global_events.recording
	own := recording & subjects.trails
	count(own) > 1
	message := sprintf("%d trails record the %s events of global services: %s", [
		count(own), kind, concat(", ", sort(own)),
	])
}
