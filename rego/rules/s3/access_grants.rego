# METADATA
# title: S3 Access Grants gives nobody the log bucket
# description: >-
#   S3 Access Grants hands out credentials for its locations, with the rights of the location's role, to users, roles
#   and groups of a directory. Neither their own policies nor the bucket's show it. A location that names the log bucket
#   opens it to whomever somebody with s3:CreateAccessGrant likes; the default location s3:// holds every bucket, and
#   opens those that a grant reaches.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-grants-concepts.html
# custom:
#   severity: high
#   subject: access_grants_locations
#   controls:
#     trailproof: [EX-23]
#   remediation: |
#     Delete the grants, then the location; or take the log bucket from the policy of the location's role:
#     aws s3control delete-access-grant --account-id ACCOUNT --access-grant-id GRANT_ID --region REGION
#     aws s3control delete-access-grants-location --account-id ACCOUNT --access-grants-location-id LOCATION_ID \
#       --region REGION
package rules.s3.access_grants

import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.access_grants_locations
	scope := input.s3.access_grants_locations[id].scope
	not scope in {"s3://", "s3://*"}
	message := sprintf("the location %s holds a log bucket, and any grant may open it", [scope])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.access_grants_locations
	some grant in input.s3.access_grants_locations[id].grants
	message := sprintf("grant %s gives %s on %s to %s %s", [
		grant.id, grant.permission, grant.scope, grant.grantee_type, grant.grantee,
	])
}
