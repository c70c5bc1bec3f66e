# METADATA
# title: Log bucket refuses uploads that ask for no encryption
# description: >-
#   S3 encrypts every new object since January 2023, so that nothing can be stored in clear text any more; a
#   statement that denies uploads without the header x-amz-server-side-encryption only keeps away what is not
#   CloudTrail. Hence info.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
# custom:
#   severity: info
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-29]
#     nist-800-53-r5: [SC-28]
#   remediation: |
#     If you want it, deny s3:PutObject on BUCKET/* to everybody with the condition StringNotEquals
#     s3:x-amz-server-side-encryption and the values aws:kms and AES256, both of which CloudTrail uses. Merge it into
#     the policy; do not replace the policy.
#     aws s3api get-bucket-policy --bucket BUCKET
#     aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
package rules.s3.refuses_unencrypted

import data.lib.policy
import data.lib.subjects

deny contains {"resource": id, "message": "the bucket has no policy that refuses uploads"} if {
	some id in subjects.log_buckets
	input.s3.buckets[id].policy == null
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	document := input.s3.buckets[id].policy.document
	not _refuses(document, sprintf("%s/*", [id]))
	message := "no statement denies s3:PutObject on all objects without s3:x-amz-server-side-encryption"
}

_refuses(document, objects) if {
	some statement in document.statements
	statement.effect == "Deny"
	policy.everybody(statement)
	policy.has_action(statement, "s3:PutObject")
	policy.has_resource(statement, objects)
	some condition in statement.conditions
	_met_without(condition)
	every other in statement.conditions {
		_holds_for_others(other)
	}
}

# A request without the header meets the condition.
_met_without(condition) if {
	condition.key == "s3:x-amz-server-side-encryption"
	condition.operator in policy.negative
	condition.qualifier != "ForAnyValue"
}

_met_without(condition) if {
	condition.key == "s3:x-amz-server-side-encryption"
	condition.operator == "Null"
	condition.values == ["true"]
}

_holds_for_others(condition) if _met_without(condition)

_holds_for_others(condition) if policy.is_service(condition, "false")
