# METADATA
# title: Log bucket's name is a plain host name
# description: >-
#   S3 puts the name before its own as a host name, for which its certificate has one wildcard: a dot in the name,
#   or what the rules for names forbade later, breaks TLS there, and invites clients that don't check. CloudTrail is
#   not troubled by it and a bucket can't be renamed, so this is for information.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
# custom:
#   severity: info
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-28]
#   remediation: |
#     Make a new bucket with a name of lower-case letters, digits and hyphens, 3 to 63 of them, give it the policy and
#     settings of the old one, and point the trail to it. Keep the old one for as long as its logs are needed.
#     aws cloudtrail update-trail --name TRAIL_ARN --s3-bucket-name NEW_BUCKET --region HOME_REGION
package rules.s3.bucket_name

import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	name := input.s3.buckets[id].name
	not regex.match(`^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$`, name)
	message := sprintf("%q is no name of lower-case letters, digits and hyphens alone, 3 to 63 of them", [name])
}
