package rules.s3.blocked_encryption_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.blocked_encryption

_blocking(types, trail) := object.union(
	fixtures.with_bucket({"encryption": {
		"algorithm": "AES256",
		"kms_key_id": null,
		"bucket_key": false,
		"blocked_types": types,
	}}),
	fixtures.with_trail(trail),
)

test_denies_the_type_of_a_trail_with_a_key if {
	every type in ["SSE-KMS", "aws:kms"] {
		words := [sprintf("the bucket blocks %s, which trail audit writes with", [type])]
		fixtures.says(blocked_encryption.deny, fixtures.bucket, words) with input as _blocking(["SSE-C", type], {})
	}
}

test_denies_the_type_of_a_trail_without_a_key if {
	every type in ["SSE-S3", "AES256"] {
		without := _blocking([type], {"kms_key_id": null, "key": null})
		count(blocked_encryption.deny) == 1 with input as without
	}
}

# New buckets block SSE-C.
test_allows_other_types if {
	every types in [[], ["NONE"], ["SSE-C"], ["SSE-S3", "AES256"]] {
		blocked_encryption.deny == set() with input as _blocking(types, {})
	}
	without := _blocking(["SSE-C", "SSE-KMS", "aws:kms"], {"kms_key_id": null, "key": null})
	blocked_encryption.deny == set() with input as without
}

test_allows_what_the_trail_of_another_account_uses if {
	guest := {"cloudtrail": {"trails": {"arn:aws:cloudtrail:us-east-1:999988887777:trail/guest": fixtures.another_trail({
		"owner": fixtures.stranger,
		"kms_key_id": null,
		"key": null,
	})}}}
	blocked_encryption.deny == set() with input as object.union(_blocking(["SSE-S3"], {}), guest)
}

test_allows_a_bucket_that_is_gone if {
	gone := object.union(_blocking(["SSE-KMS"], {}), fixtures.with_bucket({"exists": false}))
	blocked_encryption.deny == set() with input as gone
}

test_denies_the_type_of_a_trail_of_another_account_in_a_bucket_of_ours if {
	blocking := {"encryption": {
		"algorithm": "AES256",
		"kms_key_id": null,
		"bucket_key": false,
		"blocked_types": ["AES256"],
	}}
	fed := object.union(fixtures.with_central({"trails": [fixtures.guest_trail]}, blocking), fixtures.to_central({}))
	fixtures.says(blocked_encryption.deny, fixtures.central, ["AES256", "trail guest"]) with input as fed
	blocked_encryption.deny == set() with input as fixtures.with_central({}, blocking)
}
