# METADATA
# title: Key of the trail has few grants
# description: >-
#   Grants stand beside the key's policy, and whoever reviews the policy does not see them. CloudTrail needs none;
#   many of them say that the key serves more than the trail. How many are too many says the parameter max_grants.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
# custom:
#   severity: low
#   subject: log_keys
#   controls:
#     trailproof: [KMS-08]
#   remediation: |
#     Revoke the grants that nobody needs, and give other data a key of its own:
#     aws kms list-grants --key-id KEY_ARN --region REGION
#     aws kms revoke-grant --key-id KEY_ARN --region REGION --grant-id GRANT_ID
package rules.kms.grant_count

import data.lib.params
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_keys
	grants := count(input.kms.keys[id].grants)
	grants > params.max_grants
	message := sprintf("the key has %d grants, more than the %d of the parameter max_grants", [grants, params.max_grants])
}
