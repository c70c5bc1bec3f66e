# METADATA
# title: Log bucket's policy grants no more than it names
# description: >-
#   Action s3:*, NotAction and NotPrincipal grant what nobody thought of: deleting log files, changing the policy,
#   and whatever S3 will offer next year. It is medium because to whom such a statement gives something, and whether
#   he is a stranger, are questions of their own.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
# custom:
#   severity: medium
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-23]
#     nist-800-53-r5: [AC-6]
#   remediation: |
#     Name the actions and the principals that are meant. Merge it into the policy; do not replace the policy.
#     aws s3api get-bucket-policy --bucket BUCKET
#     aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
package rules.s3.wildcards

import data.lib.policy
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	some statement in input.s3.buckets[id].policy.document.statements
	statement.effect == "Allow"
	some fault in _faults(statement)
	message := sprintf("%s allows %s", [policy.name(statement), fault])
}

_faults(statement) := _actions(statement) | _exceptions(statement)

_actions(statement) := {pattern | some pattern in statement.actions; policy.matches(lower(pattern), "s3:*")}

_exceptions(statement) := {text |
	some element, values in {
		"NotAction": statement.not_actions,
		"NotPrincipal": [principal.id | some principal in statement.not_principals],
	}
	count(values) > 0
	text := sprintf("by %s everything but %s", [element, concat(", ", values)])
}
