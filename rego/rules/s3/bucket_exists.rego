# METADATA
# title: Log bucket exists
# description: >-
#   The trail names a bucket that nobody owns. No log file arrives, and whoever takes the name receives them. It is
#   critical because the trail is blind now and may be exposed at any time.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-troubleshooting.html
# custom:
#   severity: critical
#   subject: trail_buckets
#   controls:
#     trailproof: [EX-11]
#   remediation: |
#     Create the bucket again at once, in an account of yours, with the policy that CloudTrail needs; or name another
#     in the trail:
#     aws s3api create-bucket --bucket BUCKET
#     aws cloudtrail update-trail --name TRAIL_ARN --s3-bucket-name OTHER_BUCKET --region HOME_REGION
package rules.s3.bucket_exists

import data.lib.subjects

deny contains {"resource": id, "message": "the bucket does not exist: its name is free for anybody to take"} if {
	some id in subjects.trail_buckets
	input.s3.buckets[id].exists == false
}
