# METADATA
# title: Account blocks public access to S3
# description: >-
#   Set for the account, the four switches of Block Public Access hold for every bucket, those made tomorrow and
#   those whose own switches somebody turns off too. It is a second net below that of the log bucket.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   severity: medium
#   subject: account
#   controls:
#     trailproof: [BKT-05]
#     cis-aws-1.4.0: ["2.1.5"]
#     cis-aws-3.0.0: ["2.1.4"]
#     cis-aws-5.0.0: ["2.1.4"]
#     cis-aws-6.0.0: ["3.1.4"]
#     cis-aws-7.0.0: ["3.1.4"]
#     aws-security-hub: [S3.1]
#     pci-dss-3.2.1: ["1.2.1", "1.3"]
#     pci-dss-4.0.1: ["1.4.4"]
#     nist-800-53-r5:
#       [AC-3, AC-3(7), AC-4, AC-4(21), AC-6, AC-21, SC-7, SC-7(3), SC-7(4), SC-7(9), SC-7(11), SC-7(16),
#        SC-7(20), SC-7(21)]
#     aws-config: [s3-account-level-public-access-blocks, s3-account-level-public-access-blocks-periodic]
#   remediation: |
#     aws s3control put-public-access-block --account-id ACCOUNT --public-access-block-configuration \
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#     Buckets that are public on purpose, such as websites, have to move to an account of their own first.
package rules.s3.account_public_access_block

import data.lib.block
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.account
	some message in block.faults(input.s3.account_public_access_block)
}
