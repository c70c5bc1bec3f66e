# METADATA
# title: Trails record what is done to log files
# description: >-
#   Deleting, overwriting or reading a log file is a data event of the bucket, which no trail records unless a
#   selector says so. The trails that log in the bucket's Region must together record DeleteObject, DeleteObjects,
#   GetObject and PutObject on all its objects; a selector may leave out what CloudTrail itself does. Server access
#   logs tell some of it, late and not surely, so this is medium.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
# custom:
#   severity: medium
#   subject: account_with_log_bucket
#   controls:
#     trailproof: [EX-04]
#     nist-800-53-r5: [AU-9, AU-12]
#   remediation: |
#     Record the bucket's data events by a trail that delivers to another bucket, or each delivery makes events of its
#     own. The call replaces all selectors of the trail: repeat those that must stay.
#     aws cloudtrail get-event-selectors --trail-name TRAIL_ARN --region HOME_REGION
#     aws cloudtrail put-event-selectors --trail-name TRAIL_ARN --region HOME_REGION --advanced-event-selectors \
#       '[{"Name":"Management events","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]},
#         {"Name":"Log files","FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},
#           {"Field":"resources.type","Equals":["AWS::S3::Object"]},
#           {"Field":"resources.ARN","StartsWith":["arn:PARTITION:s3:::BUCKET/"]}]}]'
package rules.cloudtrail.log_bucket_objects

import data.lib.data_coverage
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.account_with_log_bucket
	some bucket in subjects.own_log_buckets
	calls := data_coverage.unrecorded_calls[bucket]
	count(calls) > 0
	message := sprintf("no trail was seen to record %s on the objects of %s", [concat(", ", sort(calls)), bucket])
}
