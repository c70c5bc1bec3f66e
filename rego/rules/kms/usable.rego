# METADATA
# title: Key of the trail can be used
# description: >-
#   CloudTrail delivers nothing that it can't encrypt, and nobody reads what can't be decrypted. A key that is
#   pending deletion takes all logs with it when its time comes.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
# custom:
#   severity: critical
#   subject: trail_keys
#   controls:
#     trailproof: [KMS-02, KMS-03, EX-29]
#     aws-security-hub: [KMS.3]
#     pci-dss-4.0.1: ["3.6", "3.7"]
#     nist-800-53-r5: [SC-12, SC-12(2)]
#     aws-config: [kms-cmk-not-scheduled-for-deletion]
#   remediation: |
#     A key that is pending deletion or disabled can be saved (cancelling a deletion leaves the key disabled, so both):
#     aws kms cancel-key-deletion --key-id KEY_ARN
#     aws kms enable-key --key-id KEY_ARN
#     A key that is gone is gone: give the trail another one, in its home Region:
#     aws cloudtrail update-trail --name TRAIL_ARN --kms-key-id KEY_ARN
package rules.kms.usable

import data.lib.subjects

deny contains {"resource": id, "message": "the key does not exist"} if {
	some id in subjects.trail_keys
	input.kms.keys[id].exists == false
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.trail_keys
	metadata := input.kms.keys[id].metadata
	metadata.state != "Enabled"
	message := sprintf("the key is %s%s", [metadata.state, _until(metadata)])
}

_until(metadata) := "" if metadata.deletion_date == null

_until(metadata) := sprintf(" and will be deleted on %s", [metadata.deletion_date]) if metadata.deletion_date != null
