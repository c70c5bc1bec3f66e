# METADATA
# title: Every enabled Region is covered by a trail that is logging
# description: >-
#   A trail logs Region by Region. In an enabled Region without one, an intruder works unseen, and nobody looks at
#   Regions that nobody uses. A Region that is enabled but was not looked at does not count as covered: then nobody
#   knows.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/receive-cloudtrail-log-files-from-multiple-regions.html
# custom:
#   severity: high
#   subject: account
#   controls:
#     trailproof: [TRL-02, EX-06]
#     cis-aws-1.4.0: ["3.1"]
#     cis-aws-3.0.0: ["3.1"]
#     cis-aws-5.0.0: ["3.1"]
#     cis-aws-6.0.0: ["4.1"]
#     cis-aws-7.0.0: ["4.1"]
#   remediation: |
#     Let one trail cover all Regions, or switch off the Regions that are not needed:
#     aws cloudtrail update-trail --name TRAIL_ARN --is-multi-region-trail --region HOME_REGION
#     aws account disable-region --region-name REGION
package rules.cloudtrail.every_region

import data.lib.coverage
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.account
	dark := {region | some region in coverage.looked_at; not coverage.logging[region]}
	count(dark) > 0
	message := sprintf("no trail is logging in %s", [concat(", ", sort(dark))])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.account
	missed := coverage.enabled - coverage.looked_at
	count(missed) > 0
	message := sprintf("enabled Regions were not looked at: %s", [concat(", ", sort(missed))])
}
