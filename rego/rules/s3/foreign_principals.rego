# METADATA
# title: Log bucket's policy lets in nobody but us
# description: >-
#   Each principal that a statement lets in should be ours or known: accounts, users and roles, identity providers,
#   and AWS services, which act for whomever a condition names. Ours are this account, those in the parameter
#   accounts, and callers whom a condition binds to the organization in the parameter org_id; known are those in the
#   parameter readers. Ids that AWS shows for deleted users and roles let nobody in. CloudTrail's own statements are
#   the matter of s3.confused_deputy. A statement that denies everything to all others is taken into account.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-bucket-user-policy-specifying-principal-intro.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
# custom:
#   severity: high
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-07]
#     nist-800-53-r5: [AC-3, AC-6]
#     aws-config: [s3-bucket-policy-grantee-check, s3-bucket-policy-not-more-permissive]
#   remediation: |
#     Remove the statement, or say that it is meant: an account of yours belongs into the parameter accounts, your
#     organization into org_id, a stranger who may read the logs into readers. Bind a service by aws:SourceAccount.
#     Merge it into the policy; do not replace the policy.
#     aws s3api get-bucket-policy --bucket BUCKET
#     aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
package rules.s3.foreign_principals

import data.lib.accounts
import data.lib.deputy
import data.lib.foreign
import data.lib.params
import data.lib.policy
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	statements := input.s3.buckets[id].policy.document.statements
	some statement in statements
	strangers := foreign.admitted(statement, _known | deputy.legacy)
	count(strangers) > 0
	not foreign.fenced(statements, "s3", [id, sprintf("%s/*", [id])], statement, _known)
	message := sprintf("%s lets in %s: none of ours", [policy.name(statement), concat(", ", sort(strangers))])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	some statement in input.s3.buckets[id].policy.document.statements
	services := foreign.services(statement, _known | {"cloudtrail.amazonaws.com"})
	count(services) > 0
	message := sprintf("%s lets in %s for anybody: %s", [
		policy.name(statement), concat(", ", sort(services)),
		"no aws:SourceArn, aws:SourceAccount or aws:SourceOrgID binds it to ours",
	])
}

_known := accounts.known | {reader | some reader in params.readers}
