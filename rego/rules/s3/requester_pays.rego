# METADATA
# title: Log bucket does not make requesters pay
# description: >-
#   CloudTrail does not deliver to a bucket that makes the requester pay. No setting of the trail shows the cause,
#   so this is high; that deliveries fail has a rule of its own, which is critical.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/RequesterPaysBuckets.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-troubleshooting.html
# custom:
#   severity: high
#   subject: log_buckets
#   controls:
#     trailproof: [EX-25]
#   remediation: |
#     aws s3api put-bucket-request-payment --bucket BUCKET --request-payment-configuration Payer=BucketOwner
package rules.s3.requester_pays

import data.lib.subjects

deny contains {"resource": id, "message": "requesters pay for the bucket: CloudTrail does not deliver to it"} if {
	some id in subjects.log_buckets
	input.s3.buckets[id].request_payer == "Requester"
}
