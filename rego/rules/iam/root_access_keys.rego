# METADATA
# title: Root user has no access key
# description: >-
#   An access key of the root user can do everything, without MFA, and no policy of the account holds it back: it
#   stops the trail and deletes the logs from wherever it leaks to. It is high and not critical because nothing is
#   lost before somebody does it.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-4
# custom:
#   severity: high
#   subject: account
#   controls:
#     trailproof: [IAM-14]
#     aws-security-hub: [IAM.4]
#     cis-aws-1.4.0: ["1.4"]
#     cis-aws-3.0.0: ["1.4"]
#     cis-aws-5.0.0: ["1.3"]
#     cis-aws-6.0.0: ["2.3"]
#     cis-aws-7.0.0: ["2.4"]
#     pci-dss-3.2.1: ["2.1", "7.2.1"]
#     nist-800-53-r5: [AC-2(1), AC-3, AC-6]
#     aws-config: [iam-root-access-key-check]
#   remediation: |
#     Find out what uses the key, give it a role, and delete the key as the root user, in the console under Security
#     credentials. In a member account the management account can delete it by a root session:
#     aws sts assume-root --target-principal ACCOUNT \
#       --task-policy-arn arn=arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials
package rules.iam.root_access_keys

import data.lib.subjects

deny contains {"resource": id, "message": "the root user has access keys"} if {
	some id in subjects.account
	input.iam.root_credentials.access_keys
}
