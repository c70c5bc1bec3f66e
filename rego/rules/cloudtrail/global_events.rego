# METADATA
# title: Global service events reach a trail
# description: >-
#   Events of IAM, STS and CloudFront arrive in us-east-1 only, whatever Region somebody works in. A trail records
#   them where it logs there, has IncludeGlobalServiceEvents and records management events; a trail of another
#   Region alone does not, though it may say that it includes them. Without them nobody sees who made which user or
#   took which role.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/receive-cloudtrail-log-files-from-multiple-regions.html
# custom:
#   severity: high
#   subject: account
#   controls:
#     trailproof: [TRL-06, EX-07]
#     cis-aws-1.4.0: ["3.1"]
#     cis-aws-3.0.0: ["3.1"]
#     cis-aws-5.0.0: ["3.1"]
#     cis-aws-6.0.0: ["4.1"]
#     cis-aws-7.0.0: ["4.1"]
#     nist-800-53-r5: [AU-2]
#     aws-config: [cloudtrail-security-trail-enabled]
#   remediation: |
#     Let a trail cover all Regions, which makes it include global service events, in the trail's home Region:
#     aws cloudtrail update-trail --name TRAIL_ARN --is-multi-region-trail --include-global-service-events \
#       --region HOME_REGION
package rules.cloudtrail.global_events

import data.lib.global_events
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.account
	count(global_events.included) == 0
	message := "no logging trail includes global service events and records write management events"
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.account
	count(global_events.included) > 0
	count(global_events.recording.write) == 0
	message := sprintf("global service events come in %s, where none of these trails is logging: %s", [
		global_events.regions[0], concat(", ", sort(global_events.included)),
	])
}
