# METADATA
# title: Trail is switched on
# description: >-
#   A trail that exists but does not log looks like protection and is none.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
# custom:
#   severity: high
#   subject: trails
#   controls:
#     trailproof: [TRL-08]
#     nist-800-53-r5: [AU-12]
#   remediation: |
#     Start it in its home Region, or delete it when nobody needs it:
#     aws cloudtrail start-logging --name TRAIL_ARN
package rules.cloudtrail.logging

import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails
	trail := input.cloudtrail.trails[id]
	status := trail.status[trail.home_region]
	status.is_logging == false
	message := sprintf("logging is off in the home Region %s%s", [trail.home_region, _since(status)])
}

_since(status) := "" if status.stop_logging_time == null

_since(status) := sprintf(" since %s", [status.stop_logging_time]) if status.stop_logging_time != null
