# METADATA
# title: Access point to the log bucket blocks public access
# description: >-
#   An access point has a policy and four switches of Block Public Access of its own. Where a switch is off, nothing but
#   the account's and the bucket's own switches keeps a careless or hostile policy of the access point from opening the
#   logs to everybody. The switches are set when the access point is made, and never again.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html
# custom:
#   severity: high
#   subject: access_points
#   controls:
#     trailproof: [BKT-24]
#     aws-security-hub: [S3.19]
#     nist-800-53-r5:
#       [AC-3, AC-3(7), AC-4, AC-4(21), AC-6, AC-21, SC-7, SC-7(3), SC-7(4), SC-7(9), SC-7(11), SC-7(16),
#        SC-7(20), SC-7(21)]
#     aws-config: [s3-access-point-public-access-blocks]
#   remediation: |
#     The settings can't be changed. Make another access point, with all four on, which is what AWS takes for granted;
#     move its users there, and delete this one:
#     aws s3control create-access-point --account-id ACCOUNT --name NEW_NAME --bucket BUCKET --region REGION
#     aws s3control delete-access-point --account-id ACCOUNT --name NAME --region REGION
package rules.s3.access_point_block

import data.lib.block
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.access_points
	some message in block.faults(input.s3.access_points[id].public_access_block)
}
