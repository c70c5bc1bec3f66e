# METADATA
# title: CloudTrail's own requests to the log bucket get through
# description: >-
#   One statement in the bucket policy stops the logging without a change to CloudTrail: a Deny that meets CloudTrail
#   too, since the conditions that are to spare our own people ask for keys which a service does not send, or an Allow
#   for another path. The requests by which CloudTrail would deliver, from every Region whose events the trail
#   records, are decided here by the whole policy. It is critical because what is refused is lost. Of an organization
#   trail only the files of the owner's own account are asked for, and policies of the organization are not looked at.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
# custom:
#   severity: critical
#   subject: trails
#   controls:
#     trailproof: [EX-13]
#   remediation: |
#     Let CloudTrail through what denies it, by aws:PrincipalIsAWSService in the condition of that statement, or add the
#     two statements that CloudTrail needs. Merge them into the policy; do not replace the policy.
#     aws s3api get-bucket-policy --bucket BUCKET
#     aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
package rules.cloudtrail.bucket_access

import data.lib.refusals
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails
	refused := input.access.deliveries[id].write
	message := refusals.told(refused)
}
