# METADATA
# title: Nobody has AdministratorAccess who is not meant to
# description: >-
#   Whoever has AdministratorAccess can stop the trail, empty its bucket, delete its key, and lift every protection
#   first. Somebody must administer the account: the parameter admins names the users, roles and groups that do, such
#   as the roles that IAM Identity Center makes for administrators.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html
# custom:
#   severity: medium
#   subject: aws_policy_holders
#   controls:
#     trailproof: [IAM-02]
#     cis-aws-1.4.0: ["1.16"]
#     cis-aws-3.0.0: ["1.16"]
#     cis-aws-5.0.0: ["1.15"]
#     cis-aws-6.0.0: ["2.15"]
#     cis-aws-7.0.0: ["2.14"]
#     pci-dss-3.2.1: ["7.2.1"]
#     nist-800-53-r5:
#       [AC-2, AC-2(1), AC-3, AC-3(7), AC-3(15), AC-5, AC-6, AC-6(2), AC-6(3), AC-6(10)]
#     aws-config: [iam-policy-blacklisted-check]
#   remediation: |
#     Give the role a policy with what it needs, and take AdministratorAccess from it; or name it in the parameter
#     admins.
#     aws iam attach-role-policy --role-name ROLE --policy-arn POLICY_ARN
#     aws iam detach-role-policy --role-name ROLE --policy-arn arn:PARTITION:iam::aws:policy/AdministratorAccess
#     and the same of user-policy and group-policy for users and groups.
package rules.iam.administrators

import data.lib.identity
import data.lib.subjects

deny contains {"resource": id, "message": sprintf("%s is attached", [full])} if {
	full := identity.aws_policy(input.source.partition, "AdministratorAccess")
	some id in subjects.aws_policy_holders
	[id, full] in identity.attachments
	not identity.admin(id)
}
