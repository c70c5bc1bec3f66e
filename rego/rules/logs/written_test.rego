package rules.logs.written_test

import data.lib.fixtures_test as fixtures
import data.rules.logs.written

_group(fields) := object.union(
	fixtures.with_trail({"log_group": fixtures.group}),
	{"logs": {"groups": {fixtures.group: object.union({"created_at": "2025-01-01T00:00:00Z"}, fields)}}},
)

test_denies_a_group_that_is_gone if {
	gone := _group({"exists": false, "last_ingestion": null})
	fixtures.says(written.deny, fixtures.group, ["does not exist"]) with input as gone
	count(written.deny) == 1 with input as gone
}

test_denies_a_group_that_was_never_written_to if {
	fixtures.says(written.deny, fixtures.group, ["ever"]) with input as _made("2026-03-01T10:59:59Z")
}

_made(time) := _group({"exists": true, "last_ingestion": null, "created_at": time})

test_allows_a_group_that_was_just_made if {
	written.deny == set() with input as _made("2026-03-01T11:00:00Z")
	written.deny == set() with input as _made("2026-03-01T11:58:00Z")
}

test_denies_a_group_that_stands_still if {
	still := _group({"exists": true, "last_ingestion": "2026-02-20T00:00:00Z"})
	fixtures.says(written.deny, fixtures.group, ["2026-02-20T00:00:00Z"]) with input as still
}

test_allows_a_group_that_is_fed if {
	written.deny == set() with input as _group({"exists": true, "last_ingestion": "2026-03-01T11:59:00Z"})
}

test_allows_a_group_that_is_fed_slowly_by_the_parameter if {
	slow := _group({"exists": true, "last_ingestion": "2026-02-27T11:59:00Z"})
	written.deny == set() with input as slow with data.params as {"delivery_hours": 72}
}

test_allows_an_account_without_log_groups if {
	written.deny == set() with input as fixtures.world({})
}

test_denies_what_is_older_than_a_day_and_no_sooner if {
	late := _group({"exists": true, "last_ingestion": "2026-02-28T11:59:59Z"})
	words := ["nothing was written to the log group since 2026-02-28T11:59:59Z"]
	fixtures.says(written.deny, fixtures.group, words) with input as late
	written.deny == set() with input as _group({"exists": true, "last_ingestion": "2026-02-28T12:00:00Z"})
}
