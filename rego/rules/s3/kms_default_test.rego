package rules.s3.kms_default_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.kms_default

_with(algorithm) := fixtures.with_bucket({"encryption": {
	"algorithm": algorithm,
	"kms_key_id": null,
	"bucket_key": true,
	"blocked_types": [],
}})

test_denies_a_bucket_without_default_encryption if {
	none := fixtures.with_bucket({"encryption": null})
	fixtures.says(kms_default.deny, fixtures.bucket, ["has no default encryption"]) with input as none
}

test_denies_other_algorithms if {
	every algorithm in ["AES256", ""] {
		words := [sprintf("the default encryption is %q", [algorithm])]
		fixtures.says(kms_default.deny, fixtures.bucket, words) with input as _with(algorithm)
	}
}

test_allows_both_algorithms_of_kms if {
	every algorithm in ["aws:kms", "aws:kms:dsse"] {
		kms_default.deny == set() with input as _with(algorithm)
	}
}

# Checkov #6264, tfsec #1754, defsec #677: access logs arrive under SSE-S3 only.
test_allows_a_bucket_of_access_logs_with_sse_s3 if {
	kms_default.deny == set() with input as fixtures.with_access_logs({})
}

test_allows_what_nobody_saw if {
	kms_default.deny == set() with input as fixtures.with_bucket({"owner": null})
}
