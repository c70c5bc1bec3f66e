# METADATA
# title: Every enabled Region has a logging trail
# description: >-
#   An attacker who finds a Region that no trail covers works there unseen. Each enabled Region must list a trail,
#   its own or a multi-Region one, that is logging there.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/receive-cloudtrail-log-files-from-multiple-regions.html
# custom:
#   severity: critical
#   subject: account
#   controls:
#     trailproof: [TRL-02]
#     cis-aws-1.4.0: ["3.1"]
#     cis-aws-3.0.0: ["3.1"]
#     cis-aws-5.0.0: ["3.1"]
#     cis-aws-6.0.0: ["4.1"]
#     cis-aws-7.0.0: ["4.1"]
#   remediation: |
#     Make one trail a multi-Region trail, in its home Region:
#     aws cloudtrail update-trail --name TRAIL_ARN --is-multi-region-trail
package rules.cloudtrail.every_region_covered

import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.account
	some region, arns in input.cloudtrail.listed
	input.regions[region].enabled == true
	not _logging(region, arns)
	message := sprintf("no trail is logging in %s, which lists %d trails", [region, count(arns)])
}

_logging(region, arns) if {
	some arn in arns
	input.cloudtrail.trails[arn].status[region].is_logging == true
}
