package rules.s3.object_writer_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.object_writer

_with(ownership, trail) := object.union(fixtures.with_bucket({"ownership": ownership}), fixtures.with_trail(trail))

_organization := {"is_organization_trail": true}

test_denies_the_bucket_of_an_organization if {
	words := ["Object Ownership is ObjectWriter, and trails of more than one account write here"]
	input_ := _with("ObjectWriter", _organization)
	fixtures.says(object_writer.deny, fixtures.bucket, words) with input as input_
}

test_denies_a_bucket_without_the_setting if {
	fixtures.says(object_writer.deny, fixtures.bucket, ["not set"]) with input as _with(null, _organization)
}

test_denies_a_bucket_of_another_account_of_ours if {
	input_ := object.union(_with("ObjectWriter", {}), fixtures.with_bucket({"owner": fixtures.stranger}))
	count(object_writer.deny) == 1 with input as input_
}

test_denies_a_bucket_with_a_guest if {
	guest := {"cloudtrail": {"trails": {"arn:aws:cloudtrail:us-east-1:999988887777:trail/guest": fixtures.another_trail({
		"owner": fixtures.stranger,
	})}}}
	count(object_writer.deny) == 1 with input as object.union(_with("ObjectWriter", {}), guest)
}

test_allows_a_bucket_for_one_account if {
	every ownership in ["ObjectWriter", null] {
		object_writer.deny == set() with input as _with(ownership, {})
	}
}

test_allows_the_other_settings if {
	every ownership in ["BucketOwnerEnforced", "BucketOwnerPreferred"] {
		object_writer.deny == set() with input as _with(ownership, _organization)
	}
}

test_allows_a_bucket_that_is_gone if {
	gone := object.union(_with(null, _organization), {"s3": {"buckets": {fixtures.bucket: {"exists": false}}}})
	object_writer.deny == set() with input as gone
}

test_denies_a_bucket_of_other_accounts_trails if {
	input_ := fixtures.with_central({}, {"ownership": "ObjectWriter"})
	fixtures.says(object_writer.deny, fixtures.central, ["ObjectWriter"]) with input as input_
	object_writer.deny == set() with input as fixtures.with_central({}, {"ownership": "BucketOwnerEnforced"})
}
