# METADATA
# title: Log bucket belongs to whom its access points were made for
# description: >-
#   An access point remembers the account that owned the bucket when it was made. Another owner now means that the
#   bucket was deleted and somebody else made one of the same name: whoever trusts the access point trusts a stranger.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessPoint.html
# custom:
#   severity: high
#   subject: log_buckets
#   controls:
#     trailproof: [EX-23]
#   remediation: |
#     Find out who deleted the bucket, and whose it is now; then delete the access point:
#     aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=BUCKET --region REGION
#     aws s3control delete-access-point --account-id ACCOUNT --name NAME --region REGION
package rules.s3.access_point_owner

import data.lib.subjects

deny contains {"resource": target.bucket, "message": message} if {
	some point in input.s3.access_points
	some target in point.targets
	target.bucket in subjects.log_buckets
	owner := input.s3.buckets[target.bucket].owner
	owner != null
	target.account != null
	target.account != owner
	message := sprintf("access point %s was made for a bucket of account %s, and this one belongs to %s", [
		point.name, target.account, owner,
	])
}
