# METADATA
# title: Log bucket's access logs go to another bucket of its account and Region
# description: >-
#   S3 delivers access logs only to a bucket of the same account in the same Region, and drops them without an error
#   where that is gone. Logging to the log bucket itself makes a loop, and leaves the witness with the evidence.
#   Access logs are the second witness, so this is medium.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
# custom:
#   severity: medium
#   subject: logged_buckets
#   controls:
#     trailproof: [EX-28]
#   remediation: |
#     Name another bucket of the same Region and account, which lets logging.s3.amazonaws.com write:
#     aws s3api put-bucket-logging --bucket BUCKET --bucket-logging-status \
#       '{"LoggingEnabled":{"TargetBucket":"TARGET","TargetPrefix":"BUCKET/"}}'
package rules.s3.access_log_place

import data.lib.subjects

deny contains {"resource": id, "message": "the bucket logs its accesses to itself"} if {
	some id in subjects.logged_buckets
	input.s3.buckets[id].logging.target == id
}

deny contains {"resource": id, "message": sprintf("%s does not exist", [target])} if {
	some id in subjects.logged_buckets
	target := input.s3.buckets[id].logging.target
	input.s3.buckets[target].exists == false
}

deny contains {"resource": id, "message": sprintf("%s belongs to another account", [target])} if {
	some id in subjects.logged_buckets
	target := input.s3.buckets[id].logging.target
	not input.s3.buckets[target].exists == false
	input.s3.buckets[target].owner != input.s3.buckets[id].owner
}

deny contains {"resource": id, "message": sprintf("%s is in %s, not in %s", [target, there, here])} if {
	some id in subjects.logged_buckets
	target := input.s3.buckets[id].logging.target
	not input.s3.buckets[target].exists == false
	there := input.s3.buckets[target].region
	here := input.s3.buckets[id].region
	there != here
}
