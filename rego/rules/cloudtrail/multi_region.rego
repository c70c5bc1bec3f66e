# METADATA
# title: A trail that covers all Regions is logging
# description: >-
#   A multi-Region trail also covers the Regions that AWS or an administrator enables tomorrow; single-Region trails
#   leave them dark. It has to log in each Region where it stands.
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
#     nist-800-53-r5:
#       [AC-2(4), AC-4(26), AC-6(9), AU-2, AU-3, AU-6(3), AU-6(4), AU-10, AU-12, CA-7, SC-7(9), SI-3(8),
#        SI-4(20), SI-7(8), SA-8(22), AU-14(1)]
#     aws-config: [multi-region-cloudtrail-enabled]
#   remediation: |
#     Let a trail cover all Regions, and switch it on, in its home Region:
#     aws cloudtrail update-trail --name TRAIL_ARN --is-multi-region-trail --region HOME_REGION
#     aws cloudtrail start-logging --name TRAIL_ARN --region HOME_REGION
package rules.cloudtrail.multi_region

import data.lib.subjects

deny contains {"resource": id, "message": "no trail covers all Regions"} if {
	some id in subjects.account
	count(_multi_region) == 0
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.account
	count(_everywhere) == 0
	some trail in _multi_region
	statuses := input.cloudtrail.trails[trail].status
	message := sprintf("trail %s covers all Regions but is not logging in %s", [
		input.cloudtrail.trails[trail].name, _named({region | some region, status in statuses; not status.is_logging}),
	])
}

_named(regions) := concat(", ", sort(regions)) if count(regions) > 0

_named(regions) := "any" if count(regions) == 0

_multi_region contains id if input.cloudtrail.trails[id].is_multi_region_trail

_everywhere contains id if {
	some id in _multi_region
	statuses := input.cloudtrail.trails[id].status
	count(statuses) > 0
	every status in statuses {
		status.is_logging
	}
}
