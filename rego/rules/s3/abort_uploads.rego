# METADATA
# title: Log bucket clears away unfinished uploads
# description: >-
#   The parts of an upload that was never finished stay for ever, are paid for, and no listing of objects shows
#   them. They are no danger to the logs: this is for information. A bucket with MFA Delete can't have lifecycle
#   rules, and is not judged.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html
# custom:
#   severity: info
#   subject: lifecycle_buckets
#   controls:
#     trailproof: [BKT-16]
#   remediation: |
#     Lifecycle rules are written as a whole: read them first, and add to them. This one deletes no log file, however
#     long they are to be kept, and clears away the parts of unfinished uploads:
#     aws s3api get-bucket-lifecycle-configuration --bucket BUCKET
#     aws s3api put-bucket-lifecycle-configuration --bucket BUCKET --lifecycle-configuration \
#       '{"Rules":[{"ID":"uploads","Status":"Enabled","Filter":{},
#         "AbortIncompleteMultipartUpload":{"DaysAfterInitiation":7}}]}'
package rules.s3.abort_uploads

import data.lib.subjects

deny contains {"resource": id, "message": "no enabled lifecycle rule aborts incomplete multipart uploads"} if {
	some id in subjects.lifecycle_buckets
	rules := input.s3.buckets[id].lifecycle
	not _aborts(rules)
}

_aborts(rules) if {
	some rule in rules
	rule.enabled
	rule.abort_multipart_days != null
}
