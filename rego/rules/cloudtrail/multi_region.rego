# METADATA
# title: A multi-Region trail is logging
# description: >-
#   A multi-Region trail also covers Regions that are enabled later, and records global services. Single-Region
#   trails leave both to chance.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/receive-cloudtrail-log-files-from-multiple-regions.html
# custom:
#   severity: high
#   subject: account
#   controls:
#     trailproof: [TRL-03]
#     cis-aws-1.4.0: ["3.1"]
#     cis-aws-3.0.0: ["3.1"]
#     cis-aws-5.0.0: ["3.1"]
#     cis-aws-6.0.0: ["4.1"]
#     cis-aws-7.0.0: ["4.1"]
#     aws-security-hub: [CloudTrail.1]
#     pci-dss-3.2.1: ["10.1", "10.2", "10.3"]
#     nist-800-53-r5: [AC-2(4), AC-4(26), AC-6(9), AU-2, AU-3, AU-6(3), AU-6(4), AU-10, AU-12, CA-7, SC-7(9), SI-3(8),
#       SI-4(20), SI-7(8), SA-8(22), AU-14(1)]
#     aws-config: [multi-region-cloudtrail-enabled]
#   remediation: |
#     Make one trail a multi-Region trail, in its home Region:
#     aws cloudtrail update-trail --name TRAIL_ARN --is-multi-region-trail
package rules.cloudtrail.multi_region

import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.account
	not _logging
	trails := {arn | input.cloudtrail.trails[arn].name}
	message := sprintf("none of %d trails is a multi-Region trail that is logging in its home Region", [count(trails)])
}

_logging if {
	some trail in input.cloudtrail.trails
	trail.is_multi_region_trail == true
	trail.status[trail.home_region].is_logging == true
}
