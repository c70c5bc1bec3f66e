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
#     Add a statement to the bucket policy that denies s3:* on the bucket and on bucket/* to everybody when
#     aws:SecureTransport is false, and nothing else in its condition. Merge it into the policy; do not replace the
#     policy.
#     aws s3api get-bucket-policy --bucket BUCKET
#     aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
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
	open := [resource | some resource in [id, sprintf("%s/*", [id])]; not _refuses_plain_http(document, resource)]
	count(open) > 0
	message := sprintf("no statement denies s3:* on %s when aws:SecureTransport is false", [concat(" and ", open)])
}

_refuses_plain_http(document, resource) if {
	some statement in document.statements
	statement.effect == "Deny"
	policy.everybody(statement)
	policy.has_every_action(statement, "s3")
	policy.has_resource(statement, resource)
	_only_plain_http(statement.conditions)
}

# A further condition would let some plain requests through.
_only_plain_http(conditions) if {
	count(conditions) == 1
	some condition in conditions
	condition.operator == "Bool"
	condition.key == "aws:securetransport"
	{lower(value) | some value in condition.values} == {"false"}
}
