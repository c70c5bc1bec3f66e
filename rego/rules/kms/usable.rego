# METADATA
# title: Key of the trail can be used
# description: >-
#   CloudTrail encrypts each log file with the trail's key. While the key does not exist, is disabled or waits for
#   material, no log file is delivered. It is critical because the trail is blind now.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
# custom:
#   severity: critical
#   subject: trail_keys
#   controls:
#     trailproof: [KMS-03, EX-29]
#     nist-800-53-r5: [SC-12]
#   remediation: |
#     Enable the key, or give the trail another one, and keep the old one, which the old logs need:
#     aws kms enable-key --key-id KEY_ARN --region REGION
#     aws cloudtrail update-trail --name TRAIL_ARN --kms-key-id OTHER_KEY_ARN --region HOME_REGION
#     A key pending deletion needs aws kms cancel-key-deletion --key-id KEY_ARN first, which leaves it disabled.
package rules.kms.usable

import data.lib.subjects

deny contains {"resource": id, "message": "the key does not exist"} if {
	some id in subjects.trail_keys
	input.kms.keys[id].exists == false
}

deny contains {"resource": id, "message": sprintf("the key is %s: CloudTrail can't encrypt with it", [state])} if {
	some id in subjects.trail_keys
	state := input.kms.keys[id].metadata.state
	state != "Enabled"
}
