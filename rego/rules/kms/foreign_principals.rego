# METADATA
# title: Key's policy lets in nobody but us
# description: >-
#   A principal of another account that the key's policy lets in can do with the key what its own account allows it:
#   read the logs, or give the key on. Ours are this account, the key's own, those in the parameter accounts, and
#   callers whom a condition binds to them or to the organization in the parameter org_id; known are those in the
#   parameter readers. Ids that AWS shows for deleted users and roles let nobody in. AWS services are the matter of
#   kms.confused_deputy.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
# custom:
#   severity: high
#   subject: log_keys
#   controls:
#     trailproof: [KMS-05, EX-33]
#     nist-800-53-r5: [AC-3, AC-6]
#   remediation: |
#     Remove the statement, or say that it is meant: an account of yours belongs into the parameter accounts, your
#     organization into org_id, a stranger who may read the logs into readers. Merge it into the policy; do not replace
#     the policy.
#     aws kms get-key-policy --key-id KEY_ARN --region REGION --policy-name default
#     aws kms put-key-policy --key-id KEY_ARN --region REGION --policy-name default --policy file://policy.json
package rules.kms.foreign_principals

import data.lib.accounts
import data.lib.foreign
import data.lib.params
import data.lib.policy
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_keys
	known := (accounts.known | {input.kms.keys[id].owner}) | {reader | some reader in params.readers}
	statements := input.kms.keys[id].policy.document.statements
	some statement in statements
	strangers := foreign.admitted(statement, known)
	count(strangers) > 0
	not foreign.fenced(statements, "kms", [id], statement, known)
	message := sprintf("%s lets in %s: none of ours", [policy.name(statement), concat(", ", sort(strangers))])
}
