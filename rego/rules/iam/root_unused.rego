# METADATA
# title: Root user stays away
# description: >-
#   No policy of the account holds the root user back, and what he does says nothing of who he is. He is needed for
#   few things, once in a while. Told is when each of his credentials was last used, if that is not longer ago than
#   the parameter root_days; IAM's report may be four hours old. It is medium because it says that a way around all
#   protections is in daily use, and not that one was broken.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-tasks.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
# custom:
#   severity: medium
#   subject: account
#   controls:
#     trailproof: [IAM-16]
#     aws-security-hub: [IAM.20]
#     cis-aws-1.4.0: ["1.7"]
#     cis-aws-3.0.0: ["1.7"]
#     cis-aws-5.0.0: ["1.6"]
#     cis-aws-6.0.0: ["2.6"]
#     cis-aws-7.0.0: ["2.7"]
#     nist-800-53-r5: [AC-6]
#   remediation: |
#     Find out who it was and what for; what he did says the event history of us-east-1. Give the task to a role if it
#     is not one that only the root user can do.
#     aws cloudtrail lookup-events --lookup-attributes AttributeKey=Username,AttributeValue=root --region us-east-1
package rules.iam.root_unused

import data.lib.clock
import data.lib.params
import data.lib.subjects

deny contains {"resource": id, "message": sprintf("the root user's %s was used on %s", [what, at])} if {
	some id in subjects.account
	some what, at in {
		"password": input.iam.root_use.password,
		"first access key": input.iam.root_use.access_key_1,
		"second access key": input.iam.root_use.access_key_2,
	}
	at != null
	clock.hours(at, input.source.taken_at) <= params.root_days * 24
}
