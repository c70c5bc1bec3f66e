# S3 Block Public Access. What the bucket and the account that owns it switch on is in force together.
package lib.block

# The buckets whose public ACLs count for nothing.
ignores_acls contains id if input.s3.buckets[id].public_access_block.ignore_public_acls

ignores_acls contains id if {
	input.s3.account_public_access_block.ignore_public_acls
	input.s3.buckets[id].owner == input.source.account
}

# The buckets whose public policies let in nobody but AWS services and the owner's account.
restricted contains id if input.s3.buckets[id].public_access_block.restrict_public_buckets

restricted contains id if {
	input.s3.account_public_access_block.restrict_public_buckets
	input.s3.buckets[id].owner == input.source.account
}

_switches := {
	"block_public_acls": "BlockPublicAcls",
	"ignore_public_acls": "IgnorePublicAcls",
	"block_public_policy": "BlockPublicPolicy",
	"restrict_public_buckets": "RestrictPublicBuckets",
}

# What is wrong with the settings of a bucket or an account.
faults(null) := {"Block Public Access was never set"}

faults(block) := {sprintf("%s is off", [name]) | some field, name in _switches; block[field] == false} if block != null
