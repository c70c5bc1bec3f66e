# METADATA
# title: Log bucket belongs to us
# description: >-
#   A trail that is pointed to a stranger's bucket goes on saying that it is logging: the stranger has the logs, and
#   we have none.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
# custom:
#   severity: critical
#   subject: log_buckets
#   controls:
#     trailproof: [EX-12]
#   remediation: |
#     If the bucket is in an account of yours, name that account (params: accounts, in a file for -d). If not, point
#     the trail to your own bucket, in its home Region:
#     aws cloudtrail update-trail --name TRAIL_ARN --s3-bucket-name BUCKET
package rules.s3.ours

import data.lib.params
import data.lib.subjects

deny contains {"resource": id, "message": "the bucket belongs to none of our accounts (params.accounts)"} if {
	some id in subjects.log_buckets
	input.s3.buckets[id].owner == null
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	owner := input.s3.buckets[id].owner
	not owner in {null, input.source.account}
	not owner in params.accounts
	message := sprintf("the bucket belongs to account %s, which is not one of params.accounts", [owner])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	count(params.buckets) > 0
	name := input.s3.buckets[id].name
	not name in params.buckets
	message := sprintf("%s is not one of params.buckets", [name])
}
