package rules.cloudtrail.log_files_intact_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.log_files_intact

_tampered(found) := fixtures.with_trail({"log_files": {"tampered": [object.union(
	{
		"account": fixtures.account, "region": "eu-west-1", "kind": "altered", "key": null, "from": null, "to": null,
		"detail": "its content has another hash",
	},
	found,
)]}})

test_denies_a_file if {
	altered := _tampered({"key": "AWSLogs/x.json.gz"})
	words := ["altered in eu-west-1 of 111122223333: AWSLogs/x.json.gz: its content has another hash"]
	fixtures.says(log_files_intact.deny, fixtures.trail, words) with input as altered
	count(log_files_intact.deny) == 1 with input as altered
}

test_denies_a_time if {
	missing := _tampered({"kind": "missing", "from": "2026-03-01T10:00:00Z", "to": "2026-03-01T11:00:00Z"})
	words := ["missing in eu-west-1", ": 2026-03-01T10:00:00Z to 2026-03-01T11:00:00Z: "]
	fixtures.says(log_files_intact.deny, fixtures.trail, words) with input as missing
	count(log_files_intact.deny) == 1 with input as missing
}

test_denies_a_region if {
	fixtures.says(log_files_intact.deny, fixtures.trail, ["the whole Region"]) with input as _tampered({})
}

test_denies_each_finding if {
	two := fixtures.with_trail({"log_files": {"tampered": [
	{
		"account": fixtures.account, "region": "eu-west-1", "kind": "missing", "key": key, "from": null, "to": null,
		"detail": "it is not there",
	} |
		some key in ["AWSLogs/a", "AWSLogs/b"]
	]}})
	count(log_files_intact.deny) == 2 with input as two
}

test_allows_files_that_verify if {
	log_files_intact.deny == set() with input as fixtures.with_trail({"log_files": {"tampered": []}})
}

test_allows_a_trail_without_digests if {
	never := fixtures.with_trail({"log_file_validation_enabled": false, "log_files": null})
	log_files_intact.deny == set() with input as never
}

test_allows_what_the_management_account_owns if {
	foreign := object.union(_tampered({}), fixtures.with_trail({"owner": fixtures.stranger}))
	log_files_intact.deny == set() with input as foreign
}

test_denies_a_file_of_a_time if {
	both := _tampered({"key": "AWSLogs/x.json.gz", "from": "2026-03-01T10:00:00Z", "to": "2026-03-01T11:00:00Z"})
	fixtures.says(log_files_intact.deny, fixtures.trail, [": AWSLogs/x.json.gz: "]) with input as both
}
