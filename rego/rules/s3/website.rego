# METADATA
# title: Log bucket serves no web pages
# description: >-
#   A log bucket is read by auditors, not by browsers. Website hosting answers over plain HTTP at an address of its
#   own, and a CORS rule lets scripts of other sites read with the rights of whoever opens them. Neither opens the
#   bucket by itself, and no good account needs them here: medium.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteHosting.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
# custom:
#   severity: medium
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-21, EX-26]
#   remediation: |
#     aws s3api delete-bucket-website --bucket BUCKET
#     aws s3api delete-bucket-cors --bucket BUCKET
package rules.s3.website

import data.lib.subjects

deny contains {"resource": id, "message": "static website hosting is on"} if {
	some id in subjects.log_buckets
	input.s3.buckets[id].website != null
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	origins := {origin | some rule in input.s3.buckets[id].cors; some origin in rule.origins}
	count(origins) > 0
	message := sprintf("CORS lets pages of %s in", [concat(", ", sort(origins))])
}
