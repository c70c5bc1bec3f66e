# METADATA
# title: A logging trail has CloudTrail Insights
# description: >-
#   Insights tell when the number of calls or of errors leaves the account's habit, which is how mass deletion and
#   probing look. It costs money, and other services detect the same, so this is low. Who owns a trail switches
#   Insights on: where the account's only trails are those of its organization, nothing is judged.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-insights-events-with-cloudtrail.html
# custom:
#   severity: low
#   subject: account_of_own_trails
#   controls:
#     trailproof: [TRL-17]
#     pci-dss-4.0.1: ["10.3"]
#     nist-800-53-r5: [SI-4]
#   remediation: |
#     Switch both types on, on a trail that records management events, in its home Region. It costs money for each
#     event.
#     aws cloudtrail put-insight-selectors --trail-name TRAIL_ARN --region HOME_REGION \
#       --insight-selectors '[{"InsightType":"ApiCallRateInsight"},{"InsightType":"ApiErrorRateInsight"}]'
package rules.cloudtrail.insights

import data.lib.coverage
import data.lib.subjects

deny contains {"resource": id, "message": "no logging trail has Insights"} if {
	some id in subjects.account_of_own_trails
	count(_with_insights) == 0
}

_with_insights contains id if {
	some id in union({ids | some ids in coverage.logging})
	input.cloudtrail.trails[id].insight_selectors[_]
}
