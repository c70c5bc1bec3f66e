# METADATA
# title: Trails record all writes of S3 objects
# description: >-
#   The trails that log in a Region must together record the write data events of all objects in all buckets there.
#   Advanced selectors count field by field: one that names buckets, calls or people does not record everything.
#   Without them nobody sees which objects were overwritten or deleted, and by whom. Data events are paid for by
#   their number and good accounts record those of chosen buckets only, so this is low.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
# custom:
#   severity: low
#   subject: account
#   controls:
#     trailproof: [TRL-13, EX-03]
#     cis-aws-1.4.0: ["3.10"]
#     cis-aws-3.0.0: ["3.8"]
#     cis-aws-5.0.0: ["3.8"]
#     cis-aws-6.0.0: ["4.8"]
#     cis-aws-7.0.0: ["4.8"]
#     aws-security-hub: [S3.22]
#     pci-dss-3.2.1: ["10.2"]
#     pci-dss-4.0.1: ["10.2.1"]
#     nist-800-53-r5:
#       [AC-2(4), AC-4(26), AC-6(9), AU-2, AU-3, AU-6(3), AU-6(4), AU-10, AU-12, CA-7, SC-7(9), SI-3(8),
#        SI-4(20), SI-7(8)]
#     aws-config: [cloudtrail-all-write-s3-data-event-check, cloudtrail-s3-dataevents-enabled]
#   remediation: |
#     Add a selector for the data events of S3 to a trail, in its home Region. It costs money for each event, and the
#     call replaces all selectors of the trail: repeat those that must stay.
#     aws cloudtrail get-event-selectors --trail-name TRAIL_ARN --region HOME_REGION
#     aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --region HOME_REGION --advanced-event-selectors \
#       '[{"Name":"Management events","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]},
#         {"Name":"S3 objects","FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},
#           {"Field":"resources.type","Equals":["AWS::S3::Object"]}]}]'
package rules.cloudtrail.s3_object_writes

import data.lib.coverage
import data.lib.data_coverage
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.account
	regions := data_coverage.unrecorded["S3 object writes"]
	trails := {text | some region in regions; some trail in coverage.logging[region]; text := coverage.selection[trail]}
	where := coverage.places(regions, coverage.enabled)
	message := concat("; ", array.concat(
		[sprintf("no trail was seen to record all writes of S3 objects in %s", [where])],
		sort(trails),
	))
}
