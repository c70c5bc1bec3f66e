# Questions about settings of buckets.
package lib.buckets

# The switch of Block Public Access is on. Where Block Public Access was never set, nothing is.
blocks(block, switch) if block[switch] == true

# The switches that are off, by AWS's names.
switched_off(block) := [name | some switch, name in _switches; block[switch] == false]

_switches := {
	"block_public_acls": "BlockPublicAcls", "ignore_public_acls": "IgnorePublicAcls",
	"block_public_policy": "BlockPublicPolicy", "restrict_public_buckets": "RestrictPublicBuckets",
}
