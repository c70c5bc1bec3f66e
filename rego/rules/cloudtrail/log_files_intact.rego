# METADATA
# title: Delivered log files verify against their digests
# description: >-
#   Digests prove that log files are as CloudTrail wrote them, once somebody verifies them. This verifies those of the
#   last hours, in every Region and account that the trail delivers for: that each digest is signed by CloudTrail and
#   names the one before it as it is, that none is missing, that each log file has the hash that its digest says, and
#   that there is no log file which no digest names. What could not be read is unknown, never intact.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-custom-validation.html
# custom:
#   severity: medium
#   subject: validated_trails
#   controls:
#     trailproof: [EX-55]
#     nist-800-53-r5: [AU-9, SI-7(1)]
#   remediation: |
#     Treat it as an incident: keep the bucket as it is, and look at what the other versions of these files hold, and at
#     who wrote or deleted them (data events of the bucket, the event history):
#     trailproof logs verify --trail TRAIL_ARN --start 24h --region REGION
#     aws s3api list-object-versions --bucket BUCKET --prefix KEY
package rules.cloudtrail.log_files_intact

import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.validated_trails
	some found in input.cloudtrail.trails[id].log_files.tampered
	message := sprintf("%s in %s of %s: %s: %s", [found.kind, found.region, found.account, _about(found), found.detail])
}

_about(found) := found.key if found.key != null

_about(found) := sprintf("%s to %s", [found.from, found.to]) if {
	found.key == null
	found.from != null
}

_about(found) := "the whole Region" if {
	found.key == null
	found.from == null
}
