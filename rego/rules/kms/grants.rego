# METADATA
# title: Grants on the key of the trail are ours and bound to a purpose
# description: >-
#   A grant opens the key as its policy does, stays when the policy is changed, and is seldom looked at. Who may use
#   or retire one should be in our accounts or in the parameter readers, and one that lets decrypt, make data keys or
#   give the key on should be bound to an encryption context or to a source. With the parameter grants_reviewed,
#   grants that were made since are reported. AWS services have no account; their grants are judged by what binds
#   them.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
#   - https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html
# custom:
#   severity: high
#   subject: log_keys
#   controls:
#     trailproof: [EX-35]
#   remediation: |
#     Revoke the grant. Where it is needed, make it again with constraints:
#     aws kms list-grants --key-id KEY_ARN --region REGION
#     aws kms revoke-grant --key-id KEY_ARN --region REGION --grant-id GRANT_ID
#     aws kms create-grant --key-id KEY_ARN --region REGION --grantee-principal ROLE_ARN --operations Decrypt \
#       --constraints EncryptionContextSubset={aws:cloudtrail:arn=TRAIL_ARN}
package rules.kms.grants

import data.lib.accounts
import data.lib.clock
import data.lib.keys
import data.lib.params
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_keys
	some grant in input.kms.keys[id].grants
	some [verb, principal] in keys.strangers(grant, _known)
	message := sprintf("grant %s: %s, who may %s it, is none of ours", [grant.id, principal, verb])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_keys
	some grant in input.kms.keys[id].grants
	operations := keys.unbound(grant)
	count(operations) > 0
	message := sprintf("grant %s lets %s %s, bound to no encryption context or source", [
		grant.id, _grantee(grant), concat(", ", sort(operations)),
	])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_keys
	params.grants_reviewed != ""
	some grant in input.kms.keys[id].grants
	grant.created_at != null
	clock.hours(params.grants_reviewed, grant.created_at) > 0
	message := sprintf("grant %s for %s was made on %s, after the grants were looked through", [
		grant.id, _grantee(grant), grant.created_at,
	])
}

_known := accounts.ours | {reader | some reader in params.readers}

_grantee(grant) := concat(" and ", [who | some who in [grant.grantee, grant.grantee_service]; who != null])
