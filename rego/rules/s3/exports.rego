# METADATA
# title: Lists of the log bucket's objects stay with us
# description: >-
#   Inventories, storage class analyses and S3 Metadata tell the names of all log files: which accounts and Regions
#   there are, and when something happens in them. Whoever receives them learns that without reading the bucket.
#   Where the destination names its account, S3 checks that the bucket is that account's; elsewhere its owner counts.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/analytics-storage-class.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/metadata-tables-overview.html
# custom:
#   severity: medium
#   subject: log_buckets
#   controls:
#     trailproof: [EX-24]
#   remediation: |
#     If the receiving account is yours, name it in the parameter accounts. If it is not, take the export away:
#     aws s3api delete-bucket-inventory-configuration --bucket BUCKET --id ID
#     aws s3api delete-bucket-analytics-configuration --bucket BUCKET --id ID
#     aws s3api delete-bucket-metadata-configuration --bucket BUCKET
package rules.s3.exports

import data.lib.accounts
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	some [name, export] in _exports(input.s3.buckets[id].inventory, input.s3.buckets[id].analytics)
	account := export.account
	account != null
	not account in accounts.ours
	message := sprintf("%s goes to account %s, which is not ours", [name, account])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	some [name, export] in _exports(input.s3.buckets[id].inventory, input.s3.buckets[id].analytics)
	export.account == null
	owner := input.s3.buckets[export.destination].owner
	owner != null
	not owner in accounts.ours
	message := sprintf("%s goes to account %s, which is not ours", [name, owner])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	some [name, export] in _exports(input.s3.buckets[id].inventory, input.s3.buckets[id].analytics)
	export.account == null
	input.s3.buckets[export.destination].exists
	input.s3.buckets[export.destination].owner == null
	message := sprintf("%s goes to %s, which belongs to none of our accounts", [name, export.destination])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	some [name, export] in _exports(input.s3.buckets[id].inventory, input.s3.buckets[id].analytics)
	export.account == null
	input.s3.buckets[export.destination].exists == false
	message := sprintf("%s goes to %s, which does not exist: who takes the name receives it", [name, export.destination])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	table_bucket := input.s3.buckets[id].metadata_table.table_bucket
	owner := split(table_bucket, ":")[4]
	not owner in accounts.ours
	message := sprintf("S3 Metadata keeps its tables in %s, of an account that is not ours", [table_bucket])
}

# What is written now, each with a name for people.
_exports(inventory, analytics) := array.concat(
	[[sprintf("inventory %q", [export.id]), export] | some export in inventory; export.enabled],
	[[sprintf("analysis %q", [export.id]), export] | some export in analytics],
)
