# METADATA
# title: Trail leaves no actor or call out of its management events
# description: >-
#   Selectors of management events need eventCategory, readOnly, and at most an exclusion of KMS and the RDS Data
#   API. Any other field, such as userIdentity.arn or eventName, leaves somebody or something out of the trail's
#   files, which is how one actor or one call is hidden. Where it blinds the account the rules of management events
#   say so; here it is medium, because another trail may record the rest.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
# custom:
#   severity: medium
#   subject: trails
#   controls:
#     trailproof: [EX-02]
#     nist-800-53-r5: [AU-2, AU-12]
#   remediation: |
#     Ask who narrowed the selectors (PutEventSelectors in the event history), then write them again without the
#     field, in the trail's home Region. The call replaces all selectors of the trail: repeat those that must stay.
#     aws cloudtrail get-event-selectors --trail-name TRAIL_ARN --region HOME_REGION
#     aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --region HOME_REGION --advanced-event-selectors \
#       '[{"Name":"Management events","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}]'
package rules.cloudtrail.management_selectors

import data.lib.events
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails
	selectors := input.cloudtrail.trails[id].event_selectors
	kinds := events.narrowed(selectors)
	count(kinds) > 0
	message := sprintf("the trail records some %s management events and leaves others out: %s", [
		concat(" and ", sort(kinds)), events.described(selectors),
	])
}
