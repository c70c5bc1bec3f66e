# METADATA
# title: Template says who may use the key
# description: >-
#   A key for which a template writes no policy gets KMS's default, by which every administrator of IAM decides who
#   may use it, and nobody who reads the template sees that. A live key always has a policy, so that this is asked of
#   templates only.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
# custom:
#   severity: low
#   subject: template_keys
#   controls:
#     trailproof: [KMS-06]
#   remediation: |
#     Write the policy into the template: KeyPolicy of AWS::KMS::Key, or policy of aws_kms_key. The statements that
#     CloudTrail needs stand in the CloudTrail user guide, "Configure AWS KMS key policies for CloudTrail".
package rules.kms.policy_defined

import data.lib.subjects

deny contains {"resource": id, "message": "the template gives the key no policy: KMS's default will hold"} if {
	some id in subjects.template_keys
	input.kms.keys[id].policy == null
}
