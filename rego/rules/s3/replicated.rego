# METADATA
# title: Log bucket is replicated to another Region
# description: >-
#   A copy in another Region, best in another account, outlives the loss of the bucket. Object Lock and a second
#   trail serve the same end, so this is for information. The bucket that receives the copies need not be replicated
#   itself.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html
# custom:
#   severity: info
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-19]
#     aws-security-hub: [S3.7]
#     pci-dss-3.2.1: ["2.2", "10.5.3"]
#     nist-800-53-r5: [AU-9(2), CP-6, CP-9, CP-10, SC-36(2), SI-13(5)]
#     aws-config: [s3-bucket-replication-enabled, s3-bucket-cross-region-replication-enabled]
#   remediation: |
#     Make a bucket of yours in another Region, with versioning, and a role that S3 may assume:
#     aws s3api put-bucket-replication --bucket BUCKET --replication-configuration '{"Role":"ROLE_ARN","Rules":[
#       {"Status":"Enabled","Priority":1,"Filter":{},"DeleteMarkerReplication":{"Status":"Disabled"},
#        "Destination":{"Bucket":"REPLICA_ARN"}}]}'
package rules.s3.replicated

import data.lib.subjects

deny contains {"resource": id, "message": "the bucket is not replicated"} if {
	some id in subjects.log_buckets
	input.s3.buckets[id].replication == null
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	here := input.s3.buckets[id].region
	rules := input.s3.buckets[id].replication.rules
	enabled := [rule | some rule in rules; rule.enabled]

	# A bucket that is gone is in no Region.
	every rule in enabled {
		input.s3.buckets[rule.destination].region in {here, null}
	}
	message := sprintf("%d enabled replication rules, none of which leads out of %s", [count(enabled), here])
}
