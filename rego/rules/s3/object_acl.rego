# METADATA
# title: Log files' ACLs grant nothing to the public
# description: >-
#   An object has an ACL of its own, which the bucket's settings do not show: whoever wrote or copied a log file, or may
#   s3:PutObjectAcl, can have opened it to everybody. A sample of the newest log files is looked at. It is not critical,
#   since a file is not the trail; but where one is open, look at all. Grants count for nothing where IgnorePublicAcls
#   is on, for the bucket or for the account that owns it.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
# custom:
#   severity: high
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-25]
#     nist-800-53-r5: [AC-3]
#   remediation: |
#     Ignore public ACLs at once, then switch ACLs off, for all objects that are there and all that come:
#     aws s3api put-public-access-block --bucket BUCKET --public-access-block-configuration \
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#     aws s3api put-bucket-ownership-controls --bucket BUCKET \
#       --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'
package rules.s3.object_acl

import data.lib.block
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	not id in block.ignores_acls
	some key, object in input.s3.object_samples[id].objects
	some grant in object.acl.grants
	some group in ["AllUsers", "AuthenticatedUsers"]
	endswith(grant.grantee, sprintf("/global/%s", [group]))
	message := sprintf("the ACL of %s grants %s to %s", [key, grant.permission, group])
}
