package rules.s3.exports_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.exports

_lists := "arn:aws:s3:::lists"

_export(fields) := object.union(
	{"id": "weekly", "enabled": true, "destination": _lists, "account": null},
	fields,
)

# The log bucket with an inventory, and the bucket that receives it.
_inventory(fields, destination) := fixtures.world({"s3": {"buckets": {
	fixtures.bucket: {"inventory": [_export(fields)], "analytics": [], "metadata_table": null},
	_lists: object.union({"name": "lists", "exists": true}, destination),
}}})

_analysis(fields, destination) := fixtures.world({"s3": {"buckets": {
	fixtures.bucket: {"inventory": [], "analytics": [_export(fields)], "metadata_table": null},
	_lists: object.union({"name": "lists", "exists": true}, destination),
}}})

_table(arn) := fixtures.with_bucket({"inventory": [], "analytics": [], "metadata_table": {
	"table_bucket": arn,
	"bucket_type": "customer",
	"namespace": "n",
}})

test_denies_an_inventory_for_a_strange_account if {
	strange := _inventory({"account": fixtures.stranger}, {"owner": null})
	fixtures.says(exports.deny, fixtures.bucket, [`"weekly" goes to account 999988887777`]) with input as strange
	count(exports.deny) == 1 with input as strange
}

test_denies_an_analysis_for_a_strange_account if {
	strange := _analysis({"account": fixtures.stranger}, {"owner": null})
	fixtures.says(exports.deny, fixtures.bucket, [`analysis "weekly" goes to`, "999988887777"]) with input as strange
}

test_denies_an_inventory_into_the_bucket_of_a_strange_account if {
	strange := _inventory({}, {"owner": fixtures.stranger})
	fixtures.says(exports.deny, fixtures.bucket, [`"weekly" goes to account 999988887777`]) with input as strange
	count(exports.deny) == 1 with input as strange
}

test_denies_an_analysis_into_the_bucket_of_a_strange_account if {
	strange := _analysis({}, {"owner": fixtures.stranger})
	fixtures.says(exports.deny, fixtures.bucket, [`analysis "weekly" goes to`, "999988887777"]) with input as strange
}

test_denies_an_inventory_into_a_bucket_of_nobody_we_know if {
	strange := _inventory({}, {"owner": null})
	fixtures.says(exports.deny, fixtures.bucket, [_lists, "none of our accounts"]) with input as strange
	count(exports.deny) == 1 with input as strange
}

test_denies_an_inventory_into_a_bucket_that_does_not_exist if {
	gone := _inventory({}, {"exists": false, "owner": null})
	fixtures.says(exports.deny, fixtures.bucket, [_lists, "does not exist"]) with input as gone
	count(exports.deny) == 1 with input as gone
}

test_denies_tables_in_a_strange_account if {
	strange := _table("arn:aws:s3tables:us-east-1:999988887777:bucket/theirs")
	fixtures.says(exports.deny, fixtures.bucket, ["keeps its tables in", "bucket/theirs"]) with input as strange
}

test_denies_the_export_of_each_on_its_own if {
	both := fixtures.with_bucket({
		"inventory": [_export({"account": fixtures.stranger}), _export({"id": "daily", "account": fixtures.account})],
		"analytics": [_export({"account": fixtures.stranger})],
	})
	count(exports.deny) == 2 with input as both
}

test_allows_exports_into_our_own_bucket if {
	exports.deny == set() with input as _inventory({}, {"owner": fixtures.account})
	exports.deny == set() with input as _analysis({}, {"owner": fixtures.account})
	exports.deny == set() with input as _table("arn:aws:s3tables:us-east-1:111122223333:bucket/aws-s3")
}

# S3 checks the owner before it writes.
test_allows_a_destination_that_names_our_account if {
	exports.deny == set() with input as _inventory({"account": fixtures.account}, {"owner": null})
	exports.deny == set() with input as _inventory({"account": fixtures.account}, {"owner": fixtures.stranger})
	exports.deny == set() with input as _inventory({"account": fixtures.account}, {"exists": false, "owner": null})
}

test_allows_our_other_accounts if {
	ours := {"accounts": [fixtures.stranger]}
	named := _inventory({"account": fixtures.stranger}, {"owner": null})
	exports.deny == set() with input as named with data.params as ours
	owned := _inventory({}, {"owner": fixtures.stranger})
	exports.deny == set() with input as owned with data.params as ours
	tables := _table("arn:aws:s3tables:us-east-1:999988887777:bucket/ours")
	exports.deny == set() with input as tables with data.params as ours
}

test_allows_an_inventory_that_is_off if {
	exports.deny == set() with input as _inventory({"enabled": false}, {"owner": fixtures.stranger})
}

test_allows_an_analysis_that_is_not_exported if {
	exports.deny == set() with input as _analysis({"destination": null}, {"owner": fixtures.stranger})
	exports.deny == set() with input as _inventory({"destination": null}, {"owner": fixtures.stranger})
}

test_allows_exports_of_buckets_that_hold_no_logs if {
	exports.deny == set() with input as fixtures.world({"s3": {"buckets": {
		_lists: {
			"name": "lists",
			"inventory": [
				_export({"account": fixtures.stranger}),
				_export({"destination": "arn:aws:s3:::foreign"}),
				_export({"destination": "arn:aws:s3:::bystander"}),
			],
			"analytics": [_export({"destination": "arn:aws:s3:::gone"})],
			"metadata_table": {
				"table_bucket": "arn:aws:s3tables:us-east-1:999988887777:bucket/theirs",
				"bucket_type": "customer",
				"namespace": "n",
			},
		},
		"arn:aws:s3:::gone": {"name": "gone", "exists": false, "owner": null},
	}}})
}
