# METADATA
# title: Nobody suspended the log bucket's versioning
# description: >-
#   Suspended versioning is worse than none: somebody who had reason to switched it off. From then on, whoever
#   overwrites a log file destroys it, with no deletion to be seen. A trail's bucket has no need of that, so this is
#   high.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/manage-versioning-examples.html
# custom:
#   severity: high
#   subject: log_buckets
#   controls:
#     trailproof: [EX-20]
#   remediation: |
#     aws s3api put-bucket-versioning --bucket BUCKET --versioning-configuration Status=Enabled
#     aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=PutBucketVersioning \
#       --region BUCKET_REGION
package rules.s3.versioning_suspended

import data.lib.subjects

deny contains {"resource": id, "message": "versioning was switched on and then suspended"} if {
	some id in subjects.log_buckets
	input.s3.buckets[id].versioning.status == "Suspended"
}
