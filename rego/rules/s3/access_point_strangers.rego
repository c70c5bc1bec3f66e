# METADATA
# title: Access point to the log bucket lets in nobody but us
# description: >-
#   An access point that takes requests from the Internet has a policy of its own, which nobody sees who looks at the
#   bucket's. It lets strangers in as soon as the bucket's policy leaves the decision to access points, which is what
#   AWS recommends. Ours are this account, those in the parameter accounts, and callers whom a condition binds to the
#   organization in the parameter org_id; known are those in the parameter readers. A statement of the same policy that
#   denies everything to all others is taken into account.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
# custom:
#   severity: high
#   subject: side_doors
#   controls:
#     trailproof: [EX-23]
#   remediation: |
#     Remove the statement from the access point's policy, or delete the access point. A stranger who may read the logs
#     belongs into the parameter readers. Merge it into the policy; do not replace the policy.
#     aws s3control get-access-point-policy --account-id ACCOUNT --name NAME --region REGION
#     aws s3control put-access-point-policy --account-id ACCOUNT --name NAME --region REGION --policy file://policy.json
#     aws s3control get-access-point-policy-for-object-lambda --account-id ACCOUNT --name NAME --region REGION
#     aws s3control get-multi-region-access-point-policy --account-id ACCOUNT --name NAME --region us-west-2
package rules.s3.access_point_strangers

import data.lib.accounts
import data.lib.foreign
import data.lib.params
import data.lib.policy
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.side_doors
	input.s3.access_points[id].network_origin != "VPC"
	statements := input.s3.access_points[id].policy.document.statements
	some statement in statements
	strangers := foreign.admitted(statement, _known)
	count(strangers) > 0
	not foreign.fenced(statements, split(id, ":")[2], _resources(id), statement, _known)
	message := sprintf("%s lets in %s: none of ours", [policy.name(statement), concat(", ", sort(strangers))])
}

_known := accounts.known | {reader | some reader in params.readers}

# What a policy of the access point calls the access point, and the objects behind it.
_resources(id) := [id, sprintf("%s/object/*", [id])]
