# METADATA
# title: Delivered log files are encrypted with the trail's key
# description: >-
#   A trail's key says how CloudTrail encrypts what it delivers; S3 says of each object how it is encrypted. A log file
#   with another key, or with S3's own, was written again by somebody, or delivered when the trail had another key, and
#   whoever may use that key can read it. The files that the digests of the last hours name are looked at.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
# custom:
#   severity: medium
#   subject: validated_trails
#   controls:
#     trailproof: [EX-55]
#     nist-800-53-r5: [AU-9, SC-28, SC-28(1)]
#   remediation: |
#     Find out whether the trail had another key then (UpdateTrail in the event history); if it had, the finding goes
#     with time. If not, look for who wrote the files, and encrypt them with the trail's key again by copying them onto
#     themselves, which keeps their content and so their hashes; Object Lock may forbid it:
#     aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=UpdateTrail --region REGION
#     aws s3 cp s3://BUCKET/KEY s3://BUCKET/KEY --sse aws:kms --sse-kms-key-id KEY_ARN
package rules.cloudtrail.log_files_encrypted

import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.validated_trails
	some found in input.cloudtrail.trails[id].log_files.exposed
	message := sprintf("%d log files of %s in %s, from %s to %s, are encrypted with %s, not with the trail's key", [
		found.files, found.account, found.region, found.from, found.to, _key(found),
	])
}

_key(found) := found.kms_key if found.kms_key != null

_key(found) := sprintf("no key of KMS (%s)", [found.method]) if found.kms_key == null
