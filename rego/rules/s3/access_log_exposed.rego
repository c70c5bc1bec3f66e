# METADATA
# title: Log bucket's access logs are closed to the public
# description: >-
#   Access logs tell who reads the logs, from where, and by what names. The bucket that takes them deserves the same
#   bar as the log bucket: RestrictPublicBuckets and IgnorePublicAcls, on it or on the account that owns it. Without
#   them a careless policy or grant is all it takes.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   severity: medium
#   subject: witnessed_buckets
#   controls:
#     trailproof: [EX-28]
#   remediation: |
#     aws s3api put-public-access-block --bucket TARGET --public-access-block-configuration \
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
package rules.s3.access_log_exposed

import data.lib.block
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.witnessed_buckets
	target := input.s3.buckets[id].logging.target
	input.s3.buckets[target].exists
	not target in block.restricted
	message := sprintf("RestrictPublicBuckets is off for %s and its account: a public policy would be in force", [target])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.witnessed_buckets
	target := input.s3.buckets[id].logging.target
	input.s3.buckets[target].exists
	not target in block.ignores_acls
	message := sprintf("IgnorePublicAcls is off for %s and its account: a public ACL would be in force", [target])
}
