# METADATA
# title: Replicas of the key are guarded as the key is
# description: >-
#   The primary and the replicas of a multi-Region key share their material: each decrypts what any of them
#   encrypted. But each has a policy, grants and a state of its own, and who may use the least guarded one may read the
#   logs. Keys of the trails' log groups count as well. A replica in a Region where nobody looked is unknown.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-auth.html
# custom:
#   severity: medium
#   subject: key_relatives
#   controls:
#     trailproof: [EX-36]
#   remediation: |
#     Give the replica the policy of the key that the trail uses, in the replica's own Region. Merge it into the policy;
#     do not replace the policy. A replica under which nothing is encrypted may go: disable it, see that nobody misses
#     it, and then have it deleted.
#     aws kms get-key-policy --key-id KEY_ARN --policy-name default --region KEY_REGION
#     aws kms put-key-policy --key-id REPLICA_ARN --policy-name default --policy file://policy.json --region REGION
#     aws kms revoke-grant --key-id REPLICA_ARN --grant-id GRANT_ID --region REGION
#     aws kms disable-key --key-id REPLICA_ARN --region REGION
package rules.kms.replicas

import data.lib.accounts
import data.lib.deputy
import data.lib.foreign
import data.lib.keys
import data.lib.params
import data.lib.policy
import data.lib.public
import data.lib.subjects

deny contains {"resource": id, "message": sprintf("the key is %s: it can't decrypt in its Region", [state])} if {
	some id in subjects.key_relatives
	state := input.kms.keys[id].metadata.state
	state != "Enabled"
}

deny contains {"resource": id, "message": public.sentence(statement, grants)} if {
	some id in subjects.key_relatives
	some statement in input.kms.keys[id].policy.document.statements
	public.opens(statement)
	grants := public.granted(statement, ["kms:"])
	count(grants) > 0
}

# Everybody is told above.
deny contains {"resource": id, "message": message} if {
	some id in subjects.key_relatives
	known := _known | {input.kms.keys[id].owner}
	statements := input.kms.keys[id].policy.document.statements
	some statement in statements
	not public.opens(statement)
	strangers := foreign.admitted(statement, known)
	count(strangers) > 0
	not foreign.fenced(statements, "kms", [id], statement, known)
	message := sprintf("%s lets in %s: none of ours", [policy.name(statement), concat(", ", sort(strangers))])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.key_relatives
	some statement in keys.for_cloudtrail(input.kms.keys[id].policy.document)
	not deputy.bound(statement)
	message := sprintf("%s lets cloudtrail.amazonaws.com use the key for any account", [policy.name(statement)])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.key_relatives
	some statement in keys.for_cloudtrail(input.kms.keys[id].policy.document)
	strangers := deputy.strangers(statement, accounts.known)
	message := sprintf("%s lets cloudtrail.amazonaws.com use the key for %s, which is not ours", [
		policy.name(statement), concat(", ", sort(strangers)),
	])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.key_relatives
	some grant in input.kms.keys[id].grants
	some [verb, principal] in keys.strangers(grant, _known)
	message := sprintf("grant %s: %s, who may %s it, is none of ours", [grant.id, principal, verb])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.key_relatives
	some grant in input.kms.keys[id].grants
	operations := keys.unbound(grant)
	count(operations) > 0
	message := sprintf("grant %s gives %s, bound to no encryption context or source", [
		grant.id, concat(", ", sort(operations)),
	])
}

_known := accounts.known | {reader | some reader in params.readers}
