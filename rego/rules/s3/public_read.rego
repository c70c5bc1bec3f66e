# METADATA
# title: Log bucket's policy does not let the public read
# description: >-
#   A statement with a wildcard principal and no condition that pins it to a fixed account, organization, ARN,
#   endpoint or network lets everybody read or list the logs. It is critical because the trail is exposed now.
#   RestrictPublicBuckets, on the bucket or on the account that owns it, takes the effect from such a statement.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   severity: critical
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-02]
#     cis-aws-1.4.0: ["3.3"]
#     cis-aws-7.0.0: ["2.21"]
#     aws-security-hub: [CloudTrail.6, S3.2]
#     pci-dss-3.2.1: ["1.3"]
#     nist-800-53-r5:
#       [AC-3, AC-3(7), AC-4, AC-4(21), AC-6, AC-21, SC-7, SC-7(3), SC-7(4), SC-7(9), SC-7(11), SC-7(16),
#        SC-7(20), SC-7(21)]
#     aws-config: [s3-bucket-public-read-prohibited]
#   remediation: |
#     Block public policies at once, then remove the statement or name the principals in it:
#     aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration \
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#     Keep the statements for cloudtrail.amazonaws.com: deleting the whole policy stops delivery.
package rules.s3.public_read

import data.lib.block
import data.lib.public
import data.lib.subjects

# The status that S3 gives the policy as a whole has a rule of its own, so that this one can be decided from a plan.
deny contains {"resource": id, "message": public.sentence(statement, grants)} if {
	some id in subjects.log_buckets
	not id in block.restricted
	some statement in input.s3.buckets[id].policy.document.statements
	public.opens(statement)
	grants := public.granted(statement, ["s3:get", "s3:list"])
	count(grants) > 0
}
