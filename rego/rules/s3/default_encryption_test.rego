package rules.s3.default_encryption_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.default_encryption

_with(algorithm) := fixtures.with_bucket({"encryption": {
	"algorithm": algorithm,
	"kms_key_id": null,
	"bucket_key": true,
	"blocked_types": [],
}})

test_denies_a_bucket_without_default_encryption if {
	none := fixtures.with_bucket({"encryption": null})
	fixtures.says(default_encryption.deny, fixtures.bucket, ["has no default encryption"]) with input as none
}

# defsec #1067: a bucket key was taken for encryption.
test_denies_a_bucket_key_without_an_algorithm if {
	words := [`names no algorithm of S3's: ""`]
	fixtures.says(default_encryption.deny, fixtures.bucket, words) with input as _with("")
}

test_allows_each_algorithm if {
	every algorithm in ["AES256", "aws:kms", "aws:kms:dsse"] {
		default_encryption.deny == set() with input as _with(algorithm)
	}
}

# Prowler #1820, #1895: the bucket of another account can't be read.
test_allows_what_nobody_saw if {
	default_encryption.deny == set() with input as fixtures.with_bucket({"owner": null})
}
