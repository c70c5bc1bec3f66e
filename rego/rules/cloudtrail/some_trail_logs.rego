# METADATA
# title: Some trail is logging
# description: >-
#   Where no trail logs, nobody will ever know who did what in the account. A trail that was made through the API
#   does not log before StartLogging.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
# custom:
#   severity: critical
#   subject: account
#   controls:
#     trailproof: [TRL-01]
#     aws-security-hub: [CloudTrail.3]
#     pci-dss-3.2.1: ["10.1", "10.2.1", "10.2.2", "10.2.3", "10.2.4", "10.2.5", "10.2.6", "10.2.7", "10.3.1", "10.3.2",
#       "10.3.3", "10.3.4", "10.3.5", "10.3.6"]
#     pci-dss-4.0.1: ["10.2.1"]
#     nist-800-53-r5: [AU-2, AU-12]
#     aws-config: [cloudtrail-enabled]
#   remediation: |
#     Start the trail in its home Region, or create one:
#     aws cloudtrail start-logging --name TRAIL_ARN
package rules.cloudtrail.some_trail_logs

import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.account
	not _logging
	trails := {arn | input.cloudtrail.trails[arn].name}
	message := sprintf("none of %d trails is logging", [count(trails)])
}

_logging if input.cloudtrail.trails[_].status[_].is_logging == true
