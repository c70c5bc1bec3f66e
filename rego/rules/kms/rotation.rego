# METADATA
# title: Key of the trail is rotated
# description: >-
#   Rotation gives the key new material every year, so that less hangs on any one. Keys that KMS can't rotate,
#   because they are asymmetric, imported, in a custom store or not the customer's, are not judged.
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
#     aws kms enable-key-rotation --key-id KEY_ARN --region REGION
#     Replicas of a multi-Region key share the setting of their primary: change it there.
package rules.kms.rotation

import data.lib.subjects

deny contains {"resource": id, "message": "automatic rotation is off"} if {
	some id in subjects.rotatable_keys
	input.kms.keys[id].rotation.enabled == false
}

deny contains {"resource": id, "message": "KMS says that it does not rotate this key"} if {
	some id in subjects.rotatable_keys
	input.kms.keys[id].rotation == null
}
