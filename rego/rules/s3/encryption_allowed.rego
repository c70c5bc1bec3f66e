# METADATA
# title: Log bucket's policy takes the encryption that CloudTrail uses
# description: >-
#   CloudTrail writes with SSE-KMS where the trail has a key, and with SSE-S3 otherwise; digest files came with
#   SSE-S3 until 2025 even from a trail with a key. A statement that denies uploads by
#   s3:x-amz-server-side-encryption has to let pass both aws:kms and AES256, or AES256 where no trail has a key.
#   Otherwise files are refused.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
# custom:
#   severity: high
#   subject: fed_buckets
#   controls:
#     trailproof: [BKT-29]
#     nist-800-53-r5: [SC-28]
#   remediation: |
#     Give the condition both values, aws:kms and AES256, or spare AWS services with Bool aws:PrincipalIsAWSService
#     false. Merge it into the policy; do not replace the policy.
#     aws s3api get-bucket-policy --bucket BUCKET
#     aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
package rules.s3.encryption_allowed

import data.lib.objects
import data.lib.policy
import data.lib.subjects

deny contains {"resource": bucket, "message": message} if {
	some trail in subjects.delivering_trails
	bucket := input.cloudtrail.trails[trail].bucket
	bucket in subjects.fed_buckets
	prefix := input.cloudtrail.trails[trail].s3_key_prefix
	owner := input.cloudtrail.trails[trail].owner
	organized := input.cloudtrail.trails[trail].is_organization_trail
	some statement in input.s3.buckets[bucket].policy.document.statements
	_denies_cloudtrail(statement)
	some start in objects.starts(bucket, prefix, owner, organized)
	policy.reaches(statement, start)
	refused := {kind | some kind in _used(input.cloudtrail.trails[trail].key); _refuses(statement.conditions, kind)}
	count(refused) > 0
	message := sprintf("%s refuses uploads with %s, of which trail %s has some", [
		policy.name(statement), concat(" and ", sort(refused)), input.cloudtrail.trails[trail].name,
	])
}

_used(null) := {"AES256"}

_used(key) := {"AES256", "aws:kms"} if key != null

_denies_cloudtrail(statement) if {
	statement.effect == "Deny"
	_names_cloudtrail(statement)
	policy.has_action(statement, "s3:PutObject")
}

_names_cloudtrail(statement) if policy.everybody(statement)

_names_cloudtrail(statement) if policy.has_service(statement, "cloudtrail.amazonaws.com")

_names_cloudtrail(statement) if {
	count(statement.not_principals) > 0
	not policy.has_service({"principals": statement.not_principals}, "cloudtrail.amazonaws.com")
}

# A condition on anything else may spare CloudTrail.
_refuses(conditions, kind) if {
	count(conditions) > 0
	every condition in conditions {
		condition.key == "s3:x-amz-server-side-encryption"
		_met(condition, kind)
	}
}

_met(condition, kind) if {
	condition.operator in policy.negative
	every value in condition.values {
		not _equal(condition.operator, value, kind)
	}
}

_met(condition, kind) if {
	condition.operator in policy.positive
	some value in condition.values
	_equal(condition.operator, value, kind)
}

_met(condition, _) if {
	condition.operator == "Null"
	condition.values == ["false"]
}

_equal("StringNotLike", pattern, kind) if policy.matches(pattern, kind)

_equal("StringLike", pattern, kind) if policy.matches(pattern, kind)

_equal(operator, value, kind) if {
	operator in {"StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"}
	lower(value) == lower(kind)
}

_equal(_, value, kind) if value == kind
