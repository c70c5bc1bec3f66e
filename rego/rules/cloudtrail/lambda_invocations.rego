# METADATA
# title: Trails record all invocations of Lambda functions
# description: >-
#   The trails that log in a Region must together record the data events of all functions there, or nobody sees who
#   ran which function. Data events are paid for by their number and many good accounts do without these, so this is
#   low.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
# custom:
#   severity: low
#   subject: account
#   controls:
#     trailproof: [TRL-15]
#     nist-800-53-r5: [AU-12]
#   remediation: |
#     Add a selector for the data events of Lambda to a trail, in its home Region. It costs money for each event, and
#     the call replaces all selectors of the trail: repeat those that must stay.
#     aws cloudtrail get-event-selectors --trail-name TRAIL_ARN --region HOME_REGION
#     aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --region HOME_REGION --advanced-event-selectors \
#       '[{"Name":"Management events","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]},
#         {"Name":"Functions","FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},
#           {"Field":"resources.type","Equals":["AWS::Lambda::Function"]}]}]'
package rules.cloudtrail.lambda_invocations

import data.lib.coverage
import data.lib.data_coverage
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.account
	regions := data_coverage.unrecorded["Lambda invocations"]
	trails := {text | some region in regions; some trail in coverage.logging[region]; text := coverage.selection[trail]}
	where := coverage.places(regions, coverage.enabled)
	message := concat("; ", array.concat(
		[sprintf("no trail was seen to record all invocations of functions in %s", [where])],
		sort(trails),
	))
}
