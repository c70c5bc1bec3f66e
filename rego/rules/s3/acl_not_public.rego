# METADATA
# title: ACL of the log bucket opens it to nobody
# description: >-
#   A grant to AllUsers lets everybody on the internet in, one to AuthenticatedUsers everybody with an AWS account.
#   Neither counts where ACLs are disabled or public ones are ignored.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
# custom:
#   severity: critical
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-01]
#     cis-aws-1.4.0: ["3.3"]
#     aws-security-hub: [CloudTrail.6, S3.2, S3.3]
#     pci-dss-3.2.1: ["1.2.1", "1.3", "7.2.1"]
#     pci-dss-4.0.1: ["1.4.4"]
#     nist-800-53-r5: [AC-3, AC-3(7), AC-4, AC-4(21), AC-6, AC-21, SC-7, SC-7(3), SC-7(4), SC-7(9), SC-7(11), SC-7(16),
#       SC-7(20), SC-7(21)]
#     aws-config: [cloudtrail-s3-bucket-public-access-prohibited, s3-bucket-public-read-prohibited,
#       s3-bucket-public-write-prohibited]
#   remediation: |
#     Disable ACLs, which no audit trail needs:
#     aws s3api put-bucket-ownership-controls --bucket BUCKET
#       --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'
package rules.s3.acl_not_public

import data.lib.buckets
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	some grant in input.s3.buckets[id].acl.grants
	grant.type == "Group"
	group := _groups[regex.replace(grant.grantee, `^.*/`, "")]
	not input.s3.buckets[id].ownership == "BucketOwnerEnforced"
	not buckets.blocks(input.s3.buckets[id].public_access_block, "ignore_public_acls")
	not buckets.blocks(input.s3.account_public_access_block, "ignore_public_acls")
	message := sprintf("the ACL grants %s to %s", [grant.permission, group])
}

_groups := {"AllUsers": "everybody", "AuthenticatedUsers": "everybody with an AWS account"}
