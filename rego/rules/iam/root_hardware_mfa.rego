# METADATA
# title: Root user's MFA is hardware
# description: >-
#   A virtual MFA device is a program on a telephone or a computer: it can be copied, and what it shows can be asked
#   for by a false page. A security key can't. AWS counts passkeys and security keys as hardware. One virtual device
#   among others is enough to sign in. It is low because MFA guards the root user with either. That he has none at all
#   is the matter of iam.root_mfa.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-6
# custom:
#   severity: low
#   subject: account_with_root
#   controls:
#     trailproof: [IAM-15]
#     aws-security-hub: [IAM.6]
#     cis-aws-1.4.0: ["1.6"]
#     cis-aws-3.0.0: ["1.6"]
#     cis-aws-5.0.0: ["1.5"]
#     cis-aws-6.0.0: ["2.5"]
#     cis-aws-7.0.0: ["2.6"]
#     pci-dss-3.2.1: ["8.3.1"]
#     nist-800-53-r5: [AC-2(1), IA-2(1)]
#     aws-config: [root-account-hardware-mfa-enabled]
#   remediation: |
#     Sign in as the root user, add a security key under Security credentials, and a second one that lies elsewhere;
#     then remove the virtual device. See which there are:
#     aws iam list-virtual-mfa-devices --assignment-status Assigned
package rules.iam.root_hardware_mfa

import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.account_with_root
	some serial in input.iam.root_virtual_mfa
	message := sprintf("the root user's MFA device %s is virtual", [serial])
}
