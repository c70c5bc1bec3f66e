package rules.s3.exists_test

import data.lib.fixtures
import data.rules.s3.exists

test_denies_vanished_bucket if {
	fixtures.denied(exists.deny) == {fixtures.bucket} with input as fixtures.with_bucket({"exists": false})
}

test_allows_bucket_that_is_there if {
	count(exists.deny) == 0 with input as fixtures.with_bucket({})
}

test_allows_vanished_bucket_of_a_foreign_trail if {
	account := object.union(fixtures.with_bucket({"exists": false}), fixtures.with_trail({"owner": "999988887777"}))
	count(exists.deny) == 0 with input as account
}
