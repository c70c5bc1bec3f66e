# METADATA
# title: Log bucket's policy does not let the public write or delete
# description: >-
#   A statement with a wildcard principal and no condition that pins it to a fixed account, organization, ARN,
#   endpoint or network lets everybody forge, overwrite or delete log files. It is critical because the trail is
#   exposed now. RestrictPublicBuckets, on the bucket or on the account that owns it, takes the effect from such a
#   statement.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   severity: critical
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-03]
#     cis-aws-7.0.0: ["2.21"]
#     aws-security-hub: [S3.3]
#     pci-dss-3.2.1: ["1.3", "7.2.1"]
#     nist-800-53-r5:
#       [AC-3, AC-3(7), AC-4, AC-4(21), AC-6, AC-21, SC-7, SC-7(3), SC-7(4), SC-7(9), SC-7(11), SC-7(16),
#        SC-7(20), SC-7(21)]
#     aws-config: [s3-bucket-public-write-prohibited]
#   remediation: |
#     Block public policies at once, then remove the statement or name the principals in it:
#     aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration \
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#     Keep the statements for cloudtrail.amazonaws.com: deleting the whole policy stops delivery.
package rules.s3.public_write

import data.lib.block
import data.lib.public
import data.lib.subjects

deny contains {"resource": id, "message": public.sentence(statement, grants)} if {
	some id in subjects.log_buckets
	not id in block.restricted
	some statement in input.s3.buckets[id].policy.document.statements
	public.opens(statement)
	grants := public.granted(statement, _writes)
	count(grants) > 0
}

_writes := ["s3:put", "s3:delete", "s3:replicate", "s3:restore", "s3:abortmultipartupload"]
