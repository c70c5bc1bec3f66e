# METADATA
# title: Nobody has AWSCloudTrail_FullAccess who is not meant to
# description: >-
#   AWSCloudTrail_FullAccess lets stop, narrow and delete every trail, change the policies of buckets whose names
#   begin with aws-cloudtrail-logs, and hand CloudTrail a role. The parameter admins names the users, roles and groups
#   that are meant to have it. AWSCloudTrailFullAccess is its older name.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCloudTrail_FullAccess.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
# custom:
#   severity: medium
#   subject: aws_policy_holders
#   controls:
#     trailproof: [IAM-05]
#     nist-800-53-r5: [AC-6]
#     aws-config: [iam-policy-blacklisted-check]
#   remediation: |
#     To look at trails, AWSCloudTrail_ReadOnlyAccess is enough; or name the role in the parameter admins.
#     aws iam attach-role-policy --role-name ROLE \
#       --policy-arn arn:PARTITION:iam::aws:policy/AWSCloudTrail_ReadOnlyAccess
#     aws iam detach-role-policy --role-name ROLE --policy-arn arn:PARTITION:iam::aws:policy/AWSCloudTrail_FullAccess
#     and the same of user-policy and group-policy for users and groups.
package rules.iam.trail_administrators

import data.lib.identity
import data.lib.subjects

deny contains {"resource": id, "message": sprintf("%s is attached", [full])} if {
	some name in {"AWSCloudTrail_FullAccess", "AWSCloudTrailFullAccess"}
	full := identity.aws_policy(input.source.partition, name)
	some id in subjects.aws_policy_holders
	[id, full] in identity.attachments
	not identity.admin(id)
}
