# METADATA
# title: Log bucket refuses plain HTTP
# description: >-
#   Without a statement that denies requests without TLS, log files can be fetched in clear text and read or altered
#   on the way.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
# custom:
#   severity: medium
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-08]
#     cis-aws-1.4.0: ["2.1.2"]
#     cis-aws-3.0.0: ["2.1.1"]
#     cis-aws-5.0.0: ["2.1.1"]
#     cis-aws-6.0.0: ["3.1.1"]
#     cis-aws-7.0.0: ["3.1.1"]
#     aws-security-hub: [S3.5]
#     pci-dss-3.2.1: ["4.1"]
#     pci-dss-4.0.1: ["4.2.1"]
#     nist-800-53-r5: [AC-4, AC-17(2), SC-7(4), SC-8, SC-8(1), SC-8(2), SC-12(3), SC-13, SC-23, SI-7(6)]
#     aws-config: [s3-bucket-ssl-requests-only]
#   remediation: |
#     Add a statement to the bucket policy, and keep the others:
#     {"Sid": "DenyPlainHTTP", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
#      "Resource": ["arn:aws:s3:::BUCKET", "arn:aws:s3:::BUCKET/*"],
#      "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
package rules.s3.tls_only

import data.lib.policy
import data.lib.subjects

deny contains {"resource": id, "message": "the bucket has no policy that refuses plain HTTP"} if {
	some id in subjects.log_buckets
	input.s3.buckets[id].policy == null
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	document := input.s3.buckets[id].policy.document
	not policy.denies_plain_http(document, id)
	message := "no statement denies everybody s3:* on the bucket and its objects when aws:SecureTransport is false"
}
