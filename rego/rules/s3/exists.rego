# METADATA
# title: Log bucket exists
# description: >-
#   The name of a deleted bucket is free. Whoever takes it receives the logs from then on.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
# custom:
#   severity: critical
#   subject: trail_buckets
#   controls:
#     trailproof: [EX-11]
#   remediation: |
#     Create the bucket again at once, or point the trail to another one, in its home Region:
#     aws cloudtrail update-trail --name TRAIL_ARN --s3-bucket-name BUCKET
package rules.s3.exists

import data.lib.subjects

deny contains {"resource": id, "message": "the bucket does not exist: its name is free for anybody"} if {
	some id in subjects.trail_buckets
	input.s3.buckets[id].exists == false
}
