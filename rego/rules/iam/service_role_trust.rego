# METADATA
# title: Roles of services serve known accounts only
# description: >-
#   A service that records, delivers or forwards assumes a role on behalf of a resource, such as a trail. Where the
#   role's trust policy does not say whose, somebody else's resource may make the service a confused deputy, which
#   writes among our logs. Judged are roles that CloudTrail, Config, CloudWatch Logs, EventBridge and VPC Flow Logs
#   assume, which say for whom they do; EC2 and others that do not say it, and the roles that services make for
#   themselves, are not.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
# custom:
#   severity: medium
#   subject: deputy_roles
#   controls:
#     trailproof: [IAM-12]
#     nist-800-53-r5: [AC-3]
#   remediation: |
#     Give the statement the condition StringEquals aws:SourceAccount with the number of the account, or ArnLike
#     aws:SourceArn with the ARN of the trail. Merge it into the trust policy; do not replace the policy.
#     aws iam get-role --role-name ROLE
#     aws iam update-assume-role-policy --role-name ROLE --policy-document file://trust.json
package rules.iam.service_role_trust

import data.lib.accounts
import data.lib.deputy
import data.lib.policy
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.deputy_roles
	some statement in input.iam.roles[id].trust.document.statements
	services := deputy.senders(statement)
	count(services) > 0
	not deputy.bound(statement)
	message := sprintf("%s lets %s assume the role for any account: %s", [
		policy.name(statement), concat(", ", sort(services)),
		"no aws:SourceArn, aws:SourceAccount or aws:SourceOrgID names one in full",
	])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.deputy_roles
	some statement in input.iam.roles[id].trust.document.statements
	services := deputy.senders(statement)
	count(services) > 0
	strangers := deputy.strangers(statement, accounts.known)
	message := sprintf("%s lets %s assume the role for %s, which is not ours", [
		policy.name(statement), concat(", ", sort(services)), concat(", ", sort(strangers)),
	])
}
