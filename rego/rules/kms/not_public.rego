# METADATA
# title: Key of the trail is open to nobody unknown
# description: >-
#   A key policy that allows everybody, without a condition that names accounts or organizations, lets any AWS
#   account use the key. kms:CallerAccount names one; kms:ViaService names none.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
# custom:
#   severity: critical
#   subject: log_keys
#   controls:
#     trailproof: [KMS-04]
#     cis-aws-7.0.0: ["2.21"]
#     aws-security-hub: [KMS.5]
#     nist-800-53-r5: [AC-3, AC-6]
#     aws-config: [kms-key-policy-no-public-access]
#   remediation: |
#     Name the principals in the statement that the message names, or bind it by kms:CallerAccount or
#     aws:PrincipalOrgID.
package rules.kms.not_public

import data.lib.policy
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_keys
	some statement in input.kms.keys[id].policy.document.statements
	policy.open_to_all(statement)
	message := sprintf("%s allows everybody %s", [policy.name(statement), _what(statement)])
}

_what(statement) := concat(", ", statement.actions) if count(statement.actions) > 0

_what(statement) := sprintf("all but %s", [concat(", ", statement.not_actions)]) if count(statement.actions) == 0
