# METADATA
# title: S3 does not call the log bucket's policy public
# description: >-
#   S3 judges each bucket policy as a whole. What it calls public is public, whatever a reading of the statements
#   finds. It is critical because the trail is exposed now. RestrictPublicBuckets, on the bucket or on the account
#   that owns it, takes the effect from a public policy.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   severity: critical
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-02, BKT-03]
#     cis-aws-1.4.0: ["3.3"]
#     cis-aws-7.0.0: ["2.21"]
#     aws-security-hub: [CloudTrail.6, S3.2, S3.3]
#     pci-dss-3.2.1: ["1.3", "7.2.1"]
#     nist-800-53-r5:
#       [AC-3, AC-3(7), AC-4, AC-4(21), AC-6, AC-21, SC-7, SC-7(3), SC-7(4), SC-7(9), SC-7(11), SC-7(16),
#        SC-7(20), SC-7(21)]
#     aws-config: [s3-bucket-public-read-prohibited, s3-bucket-public-write-prohibited]
#   remediation: |
#     Block public policies at once, then narrow the policy until S3 no longer calls it public:
#     aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration \
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#     aws s3api get-bucket-policy-status --bucket BUCKET
package rules.s3.policy_status

import data.lib.block
import data.lib.subjects

deny contains {"resource": id, "message": "S3 calls the bucket policy public, and RestrictPublicBuckets is off"} if {
	some id in subjects.log_buckets
	not id in block.restricted
	input.s3.buckets[id].policy_status.is_public
}
