package rules.logs.fresh_test

import data.lib.fixtures
import data.rules.logs.fresh

_account(fields) := object.union(fixtures.with_trail({}), {"logs": {"groups": {fixtures.group: object.union(
	{"name": "g", "region": "us-east-1", "exists": true, "last_ingestion": "2026-03-02T07:50:00Z"},
	fields,
)}}})

test_denies_group_that_is_gone if {
	account := _account({"exists": false, "last_ingestion": null})
	fixtures.denied(fresh.deny) == {fixtures.group} with input as account
	fixtures.messages(fresh.deny) == {"the log group does not exist"} with input as account
}

test_denies_group_that_is_empty if {
	fixtures.messages(fresh.deny) == {
		"nothing was ever written to the log group",
	} with input as _account({"last_ingestion": null})
}

test_denies_stale_group if {
	fixtures.messages(fresh.deny) == {
		"nothing was written since 2026-03-01T07:59:59Z",
	} with input as _account({"last_ingestion": "2026-03-01T07:59:59Z"})
}

test_allows_fresh_group if {
	count(fresh.deny) == 0 with input as _account({})
}

test_allows_group_written_a_day_ago if {
	count(fresh.deny) == 0 with input as _account({"last_ingestion": "2026-03-01T08:00:00Z"})
}
