# METADATA
# title: Root user has MFA
# description: >-
#   With the password alone, or whoever reads the mail of its address, the root user signs in and stops the trail; no
#   policy of the account holds him back. A root user without password and access keys can't sign in and needs no MFA.
#   In AWS GovCloud (US) and in China nobody signs in as root.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html
#   - https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-iam.html
# custom:
#   severity: high
#   subject: account_with_root
#   controls:
#     trailproof: [IAM-15]
#     aws-security-hub: [IAM.9]
#     cis-aws-1.4.0: ["1.5"]
#     cis-aws-3.0.0: ["1.5"]
#     cis-aws-5.0.0: ["1.4"]
#     cis-aws-6.0.0: ["2.4"]
#     cis-aws-7.0.0: ["2.5"]
#     pci-dss-3.2.1: ["8.3.1"]
#     nist-800-53-r5: [AC-2(1), IA-2(1)]
#     aws-config: [root-account-mfa-enabled]
#   remediation: |
#     Sign in as the root user and add a security key under Security credentials, and a second one that lies
#     elsewhere. In a member account the management account can take the root user's credentials away instead:
#     aws iam enable-organizations-root-credentials-management
package rules.iam.root_mfa

import data.lib.subjects

deny contains {"resource": id, "message": "the root user has no MFA device"} if {
	some id in subjects.account_with_root
	credentials := input.iam.root_credentials
	credentials.mfa == false
	not _locked_out(credentials)
}

_locked_out(credentials) if {
	credentials.password == false
	credentials.access_keys == false
}
