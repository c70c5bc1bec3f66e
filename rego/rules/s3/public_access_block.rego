# METADATA
# title: Log bucket blocks public access
# description: >-
#   The four switches of Block Public Access keep a careless or hostile change of policy or ACL from opening the log
#   bucket. Without them one call exposes every log file.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   severity: high
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-04]
#     cis-aws-1.4.0: ["2.1.5"]
#     cis-aws-3.0.0: ["2.1.4"]
#     cis-aws-5.0.0: ["2.1.4"]
#     cis-aws-6.0.0: ["3.1.4"]
#     cis-aws-7.0.0: ["3.1.4"]
#     aws-security-hub: [S3.8]
#     pci-dss-4.0.1: ["1.4.4"]
#     nist-800-53-r5:
#       [AC-3, AC-3(7), AC-4, AC-4(21), AC-6, AC-21, SC-7, SC-7(3), SC-7(4), SC-7(9), SC-7(11), SC-7(16),
#        SC-7(20), SC-7(21)]
#     aws-config: [s3-bucket-level-public-access-prohibited]
#   remediation: |
#     aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration \
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
package rules.s3.public_access_block

import data.lib.block
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	some message in block.faults(input.s3.buckets[id].public_access_block)
}
