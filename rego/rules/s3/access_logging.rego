# METADATA
# title: Log bucket's accesses are logged
# description: >-
#   Server access logs tell who read, overwrote or deleted log files, also in requests that CloudTrail's data events
#   leave out. They are a second witness, and best effort, so this is low.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html
# custom:
#   severity: low
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-17]
#     cis-aws-1.4.0: ["3.6"]
#     cis-aws-3.0.0: ["3.4"]
#     cis-aws-5.0.0: ["3.4"]
#     cis-aws-6.0.0: ["4.4"]
#     cis-aws-7.0.0: ["4.4"]
#     aws-security-hub: [CloudTrail.7, S3.9]
#     pci-dss-3.2.1: ["10"]
#     pci-dss-4.0.1: ["10.2.1"]
#     nist-800-53-r5:
#       [AC-2(4), AC-4(26), AC-6(9), AU-2, AU-3, AU-6(3), AU-6(4), AU-10, AU-12, CA-7, SC-7(9), SI-3(8),
#        SI-4(20), SI-7(8)]
#     aws-config: [cloudtrail-s3-bucket-access-logging, s3-bucket-logging-enabled]
#   remediation: |
#     Name another bucket of the same Region and account, which lets logging.s3.amazonaws.com write, encrypts with
#     SSE-S3 and has no Object Lock default:
#     aws s3api put-bucket-logging --bucket BUCKET --bucket-logging-status \
#       '{"LoggingEnabled":{"TargetBucket":"ACCESS_LOG_BUCKET","TargetPrefix":"BUCKET/"}}'
package rules.s3.access_logging

import data.lib.subjects

deny contains {"resource": id, "message": "server access logging is off"} if {
	some id in subjects.log_buckets
	input.s3.buckets[id].logging == null
}
