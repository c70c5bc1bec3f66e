# METADATA
# title: Log bucket is one of ours
# description: >-
#   A trail that was pointed at a stranger's bucket still says that it is logging, and sends him every event. It is
#   critical because the logs are lost and exposed now. Ours are the buckets of this account and of those in the
#   parameter accounts; cloudtrail.expected_destination asks whether a bucket of ours is the one that is meant. That
#   somebody took a name which could be guessed, such as aws-cloudtrail-logs-ACCOUNT, before we did is the same fault
#   seen from its cause: asked of a log bucket, both questions are whose it is.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
# custom:
#   severity: critical
#   subject: log_buckets
#   controls:
#     trailproof: [EX-12, BKT-26]
#   remediation: |
#     If the bucket's account is yours, name it in the parameter accounts. If it is not, find out who changed the
#     trail, and point it back:
#     aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=UpdateTrail \
#       --region HOME_REGION
#     aws cloudtrail update-trail --name TRAIL_ARN --s3-bucket-name BUCKET --region HOME_REGION
package rules.s3.bucket_owner

import data.lib.accounts
import data.lib.subjects

deny contains {"resource": id, "message": "the bucket belongs to none of our accounts; S3 does not tell to whom"} if {
	some id in subjects.log_buckets
	input.s3.buckets[id].owner == null
}

deny contains {"resource": id, "message": sprintf("the bucket belongs to account %s, which is not ours", [owner])} if {
	some id in subjects.log_buckets
	owner := input.s3.buckets[id].owner
	owner != null
	not owner in accounts.ours
}
