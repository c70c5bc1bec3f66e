# METADATA
# title: Key of the trail rotates
# description: >-
#   Rotation limits what one leaked key gives away. It costs nothing to those who decrypt: KMS keeps the old
#   material.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
# custom:
#   severity: medium
#   subject: rotatable_keys
#   controls:
#     trailproof: [KMS-01]
#     cis-aws-1.4.0: ["3.8"]
#     cis-aws-3.0.0: ["3.6"]
#     cis-aws-5.0.0: ["3.6"]
#     cis-aws-6.0.0: ["4.6"]
#     cis-aws-7.0.0: ["4.6"]
#     aws-security-hub: [KMS.4]
#     pci-dss-3.2.1: ["3.6.4"]
#     pci-dss-4.0.1: ["3.7.4"]
#     nist-800-53-r5: [SC-12, SC-12(2), SC-28(3)]
#     aws-config: [cmk-backing-key-rotation-enabled]
#   remediation: |
#     aws kms enable-key-rotation --key-id KEY_ARN
package rules.kms.rotation

import data.lib.subjects

deny contains {"resource": id, "message": "automatic rotation is off"} if {
	some id in subjects.rotatable_keys
	input.kms.keys[id].rotation.enabled == false
}
