# METADATA
# title: Log bucket's ACL grants nothing to the public
# description: >-
#   A grant to AllUsers or AuthenticatedUsers opens the log bucket to everybody on the Internet, or to everybody
#   with an AWS account of his own. It is critical because the trail is exposed now. Grants count for nothing where
#   IgnorePublicAcls is on, for the bucket or for the account that owns it; a bucket with ACLs disabled has no such
#   grants.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   severity: critical
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-01]
#     cis-aws-1.4.0: ["3.3"]
#     aws-security-hub: [CloudTrail.6, S3.2, S3.3]
#     pci-dss-3.2.1: ["1.2.1", "1.3", "7.2.1"]
#     pci-dss-4.0.1: ["1.4.4"]
#     nist-800-53-r5:
#       [AC-3, AC-3(7), AC-4, AC-4(21), AC-6, AC-21, SC-7, SC-7(3), SC-7(4), SC-7(9), SC-7(11), SC-7(16),
#        SC-7(20), SC-7(21)]
#     aws-config:
#       [cloudtrail-s3-bucket-public-access-prohibited, s3-bucket-public-read-prohibited,
#        s3-bucket-public-write-prohibited]
#   remediation: |
#     Ignore public ACLs at once, then switch ACLs off:
#     aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration \
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#     aws s3api put-bucket-ownership-controls --bucket BUCKET \
#       --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'
package rules.s3.public_acl

import data.lib.block
import data.lib.subjects

# The ownership setting is not read: where it disables ACLs, S3 answers with the owner's grant alone.
deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	not id in block.ignores_acls
	some grant in input.s3.buckets[id].acl.grants
	some group in ["AllUsers", "AuthenticatedUsers"]
	endswith(grant.grantee, sprintf("/global/%s", [group]))
	message := sprintf("the ACL grants %s to %s", [grant.permission, group])
}
