# METADATA
# title: Insights watch management events, calls and errors
# description: >-
#   Insights come in two types, of the rate of calls and of the rate of errors, and for categories of events.
#   Choosing data events alone switches those of management events off without a word, and a trail that does not
#   record write management events has nothing to compare. It costs money, so this is low.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-insights-events-with-cloudtrail.html
# custom:
#   severity: low
#   subject: insight_trails
#   controls:
#     trailproof: [EX-53]
#     nist-800-53-r5: [SI-4]
#   remediation: |
#     Name both types and management events, in the trail's home Region:
#     aws cloudtrail put-insight-selectors --trail-name TRAIL_ARN --region HOME_REGION --insight-selectors \
#       '[{"InsightType":"ApiCallRateInsight","EventCategories":["Management"]},
#         {"InsightType":"ApiErrorRateInsight","EventCategories":["Management"]}]'
package rules.cloudtrail.insight_types

import data.lib.events
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.insight_trails
	selectors := input.cloudtrail.trails[id].insight_selectors
	some type in ["ApiCallRateInsight", "ApiErrorRateInsight"]
	not type in {selector.type | some selector in selectors; _of_management_events(selector.event_categories)}
	message := sprintf("no %s of management events: %s", [type, _said(selectors)])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.insight_trails
	selectors := input.cloudtrail.trails[id].event_selectors
	not events.records(selectors, "write", events.unnamed)
	message := sprintf("the trail does not record all write management events: %s", [events.described(selectors)])
}

# No category is CloudTrail's default, which is management events.
_of_management_events([])

_of_management_events(categories) if "Management" in categories

_said(selectors) := concat("; ", sort({text |
	some selector in selectors
	text := sprintf("%s of %s", [selector.type, _categories(selector.event_categories)])
}))

_categories([]) := "Management"

_categories(categories) := concat(", ", sort(categories)) if count(categories) > 0
