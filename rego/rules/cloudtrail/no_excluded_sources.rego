# METADATA
# title: Trail leaves out no source of management events
# description: >-
#   A trail may leave out the events of KMS and of the RDS Data API, which are many. Then the use of the very key
#   that protects the logs is not recorded.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
# custom:
#   severity: medium
#   subject: trails
#   controls:
#     trailproof: [TRL-05]
#     cis-aws-1.4.0: ["3.1"]
#     cis-aws-3.0.0: ["3.1"]
#     cis-aws-5.0.0: ["3.1"]
#     cis-aws-6.0.0: ["4.1"]
#     cis-aws-7.0.0: ["4.1"]
#     aws-security-hub: [CloudTrail.1]
#     nist-800-53-r5: [AU-2, AU-12]
#     aws-config: [multi-region-cloudtrail-enabled, cloudtrail-security-trail-enabled]
#   remediation: |
#     Set the trail's selectors without excluded sources, in its home Region (this replaces all selectors: keep the
#     data events):
#     aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --event-selectors
#       '[{"ReadWriteType":"All","IncludeManagementEvents":true,"ExcludeManagementEventSources":[],"DataResources":[]}]'
package rules.cloudtrail.no_excluded_sources

import data.lib.selectors
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails
	some source in selectors.excluded(input.cloudtrail.trails[id].event_selectors)
	message := sprintf("management events of %s are left out", [source])
}
