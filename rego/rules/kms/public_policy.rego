# METADATA
# title: Key's policy does not let the public use the key
# description: >-
#   A statement with a wildcard principal and no condition that pins it to a fixed account, organization, ARN,
#   endpoint or network lets every AWS account use the key. It is critical because the trail is exposed now.
#   kms:CallerAccount pins a statement, as in the policy that the console writes; kms:ViaService and aws:CalledVia
#   do not.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
# custom:
#   severity: critical
#   subject: log_keys
#   controls:
#     trailproof: [KMS-04, EX-33]
#     cis-aws-7.0.0: ["2.21"]
#     aws-security-hub: [KMS.5]
#     nist-800-53-r5: [AC-3, AC-6]
#     aws-config: [kms-key-policy-no-public-access]
#   remediation: |
#     Name the principals, or add the condition StringEquals kms:CallerAccount with the account that is meant.
#     Merge it into the policy; do not replace the policy.
#     aws kms get-key-policy --key-id KEY_ARN --region REGION --policy-name default
#     aws kms put-key-policy --key-id KEY_ARN --region REGION --policy-name default --policy file://policy.json
package rules.kms.public_policy

import data.lib.public
import data.lib.subjects

deny contains {"resource": id, "message": public.sentence(statement, grants)} if {
	some id in subjects.log_keys
	some statement in input.kms.keys[id].policy.document.statements
	public.opens(statement)
	grants := public.granted(statement, ["kms:"])
	count(grants) > 0
}
