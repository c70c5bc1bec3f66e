# METADATA
# title: Some trail is logging
# description: >-
#   No trail that can be seen here is switched on: nothing that happens in the account is written down beyond the 90
#   days of event history, which nobody can prove or keep. This is critical because the account is blind now.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-a-trail.html
# custom:
#   severity: critical
#   subject: account
#   controls:
#     trailproof: [TRL-01]
#     aws-security-hub: [CloudTrail.3]
#     pci-dss-3.2.1:
#       ["10.1", "10.2.1", "10.2.2", "10.2.3", "10.2.4", "10.2.5", "10.2.6", "10.2.7", "10.3.1", "10.3.2",
#        "10.3.3", "10.3.4", "10.3.5", "10.3.6"]
#     pci-dss-4.0.1: ["10.2.1"]
#     nist-800-53-r5: [AU-2, AU-12]
#     aws-config: [cloudtrail-enabled]
#   remediation: |
#     Switch a trail on in its home Region, or create one:
#     aws cloudtrail start-logging --name TRAIL_ARN --region HOME_REGION
#     aws cloudtrail create-trail --name NAME --region REGION --s3-bucket-name BUCKET --is-multi-region-trail \
#       --enable-log-file-validation
#     A trail made with create-trail is off until start-logging.
package rules.cloudtrail.some_trail_logs

import data.lib.coverage
import data.lib.subjects

deny contains {"resource": id, "message": "the account has no trail"} if {
	some id in subjects.account
	count(coverage.trails) == 0
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.account
	count(coverage.trails) > 0
	not _logging
	message := sprintf("none of the trails is logging: %s", [concat(", ", sort(coverage.trails))])
}

_logging if input.cloudtrail.trails[_].status[_].is_logging
