package rules.s3.replicated_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.replicated

_rules(elements) := [fixtures.replication_rule(elements)]

test_denies_a_bucket_without_replication if {
	none := fixtures.with_bucket({"replication": null})
	fixtures.says(replicated.deny, fixtures.bucket, ["is not replicated"]) with input as none
}

test_denies_replication_within_the_region if {
	words := ["1 enabled replication rules, none of which leads out of us-east-1"]
	input_ := fixtures.with_replica(_rules({}), {"region": "us-east-1"})
	fixtures.says(replicated.deny, fixtures.bucket, words) with input as input_
}

test_denies_replication_that_is_off if {
	off := fixtures.with_replica(_rules({"enabled": false}), {})
	fixtures.says(replicated.deny, fixtures.bucket, ["0 enabled replication rules"]) with input as off
}

test_denies_replication_to_a_bucket_that_is_gone if {
	gone := fixtures.with_replica(_rules({}), {"exists": false, "owner": null, "region": null})
	count(replicated.deny) == 1 with input as gone
}

# AWS S3.7 fails the bucket that receives the copies as well.
test_allows_the_log_bucket_and_its_replica if {
	replicated.deny == set() with input as fixtures.with_replica(_rules({}), {"replication": null})
}

test_allows_one_rule_of_two if {
	rules := [fixtures.replication_rule({"destination": fixtures.bucket}), fixtures.replication_rule({})]
	replicated.deny == set() with input as fixtures.with_replica(rules, {})
}

test_allows_what_nobody_saw if {
	replicated.deny == set() with input as fixtures.world({})
	unseen := json.remove(fixtures.with_replica(_rules({}), {}), [["s3", "buckets", fixtures.replica]])
	replicated.deny == set() with input as unseen
}
