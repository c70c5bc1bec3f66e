# METADATA
# title: Trail writes digest files
# description: >-
#   Log file validation makes CloudTrail sign a digest of its log files every hour. Without digests nobody can prove
#   that a log file was not altered or removed after delivery.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
# custom:
#   severity: medium
#   subject: trails
#   controls:
#     trailproof: [TRL-09]
#     cis-aws-1.4.0: ["3.2"]
#     cis-aws-3.0.0: ["3.2"]
#     cis-aws-5.0.0: ["3.2"]
#     cis-aws-6.0.0: ["4.2"]
#     cis-aws-7.0.0: ["4.2"]
#     aws-security-hub: [CloudTrail.4]
#     pci-dss-3.2.1: ["10.5.2", "10.5.5"]
#     pci-dss-4.0.1: ["10.3.2"]
#     nist-800-53-r5: [AU-9, SI-4, SI-7(1), SI-7(3), SI-7(7)]
#     aws-config: [cloud-trail-log-file-validation-enabled]
#   remediation: |
#     Switch validation on in the trail's home Region:
#     aws cloudtrail update-trail --name TRAIL_ARN --enable-log-file-validation --region HOME_REGION
package rules.cloudtrail.log_file_validation

import data.lib.subjects

deny contains {"resource": id, "message": "log file validation is off: no digest files are written"} if {
	some id in subjects.trails
	input.cloudtrail.trails[id].log_file_validation_enabled == false
}
