# METADATA
# title: Multi-Region Access Point to the log bucket blocks public access
# description: >-
#   A Multi-Region Access Point has a policy and four switches of Block Public Access of its own. Where a switch is off,
#   nothing but the account's and the bucket's own switches keeps a careless or hostile policy of the access point from
#   opening the logs to everybody. The switches are set when the access point is made, and never again.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/multi-region-access-point-block-public-access.html
# custom:
#   severity: high
#   subject: multi_region_access_points
#   controls:
#     trailproof: [BKT-24]
#     aws-security-hub: [S3.24]
#     nist-800-53-r5:
#       [AC-3, AC-3(7), AC-4, AC-4(21), AC-6, AC-21, SC-7, SC-7(3), SC-7(4), SC-7(9), SC-7(11), SC-7(16),
#        SC-7(20), SC-7(21)]
#   remediation: |
#     The settings can't be changed. Make another one, with all four on, which is what AWS takes for granted; move its
#     users there, and delete this one. All of it is asked of us-west-2:
#     aws s3control create-multi-region-access-point --account-id ACCOUNT --region us-west-2 \
#       --details '{"Name": "NEW_NAME", "Regions": [{"Bucket": "BUCKET"}]}'
#     aws s3control delete-multi-region-access-point --account-id ACCOUNT --region us-west-2 --details Name=NAME
package rules.s3.multi_region_block

import data.lib.block
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.multi_region_access_points
	some message in block.faults(input.s3.access_points[id].public_access_block)
}
