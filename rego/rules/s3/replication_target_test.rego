package rules.s3.replication_target_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.replication_target

_to(elements, fields) := fixtures.with_replica([fixtures.replication_rule(elements)], fields)

test_denies_an_account_that_the_rule_names if {
	words := [
		`replication rule "R" copies to arn:aws:s3:::audit-replica of account 999988887777`,
		"which is not ours, and gives the copies to their owner",
	]
	input_ := _to({"account": fixtures.stranger, "owner_override": true}, {})
	fixtures.says(replication_target.deny, fixtures.bucket, words) with input as input_
	count(replication_target.deny) == 1 with input as input_
}

test_denies_a_bucket_of_nobody_we_know if {
	words := ["a replication rule without ID", "which belongs to none of our accounts (S3 does not tell to whom)"]
	strange := _to({"id": null}, {"owner": null})
	fixtures.says(replication_target.deny, fixtures.bucket, words) with input as strange
	count(replication_target.deny) == 1 with input as strange
}

test_denies_a_bucket_of_a_stranger if {
	message := concat("", [
		`replication rule "R" copies to arn:aws:s3:::audit-replica, `,
		"which belongs to account 999988887777, which is not ours",
	])
	denials := {{"resource": fixtures.bucket, "message": message}}
	replication_target.deny == denials with input as _to({}, {"owner": fixtures.stranger})
}

test_denies_a_name_that_is_free if {
	gone := _to({}, {"exists": false, "owner": null, "region": null})
	words := ["copies to arn:aws:s3:::audit-replica", "does not exist: its name is free"]
	fixtures.says(replication_target.deny, fixtures.bucket, words) with input as gone
	count(replication_target.deny) == 1 with input as gone
}

test_allows_buckets_of_ours if {
	replication_target.deny == set() with input as _to({}, {})
	replication_target.deny == set() with input as _to({"account": fixtures.account, "owner_override": true}, {})
	other := _to({"account": fixtures.stranger}, {"owner": fixtures.stranger})
	replication_target.deny == set() with input as other with data.params as {"accounts": [fixtures.stranger]}
}

test_allows_a_rule_that_is_off if {
	off := {"enabled": false, "account": fixtures.stranger}
	replication_target.deny == set() with input as _to(off, {"owner": fixtures.stranger})
	replication_target.deny == set() with input as _to(off, {"exists": false, "owner": null})
}

test_allows_what_nobody_saw if {
	replication_target.deny == set() with input as fixtures.with_bucket({"replication": null})
	unseen := json.remove(_to({}, {}), [["s3", "buckets", fixtures.replica]])
	replication_target.deny == set() with input as unseen
}
