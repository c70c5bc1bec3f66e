package rules.cloudtrail.log_files_encrypted_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.log_files_encrypted

_exposed(found) := fixtures.with_trail({"log_files": {"exposed": [object.union(
	{
		"account": fixtures.account, "region": "eu-west-1", "method": "AES256", "kms_key": null, "files": 12,
		"from": "2026-03-01T10:00:00Z", "to": "2026-03-01T11:00:00Z",
	},
	found,
)]}})

test_denies_files_of_another_key if {
	other := _exposed({"method": "aws:kms", "kms_key": "arn:aws:kms:us-east-1:999988887777:key/x"})
	words := [
		"12 log files of 111122223333 in eu-west-1, from 2026-03-01T10:00:00Z to 2026-03-01T11:00:00Z",
		"encrypted with arn:aws:kms:us-east-1:999988887777:key/x,",
	]
	fixtures.says(log_files_encrypted.deny, fixtures.trail, words) with input as other
	count(log_files_encrypted.deny) == 1 with input as other
}

test_denies_files_without_a_key if {
	fixtures.says(log_files_encrypted.deny, fixtures.trail, ["no key of KMS (AES256)"]) with input as _exposed({})
	count(log_files_encrypted.deny) == 1 with input as _exposed({})
}

test_allows_files_of_the_key if {
	log_files_encrypted.deny == set() with input as fixtures.with_trail({"log_files": {"exposed": []}})
}

test_allows_a_trail_without_digests if {
	never := fixtures.with_trail({"log_file_validation_enabled": false, "log_files": null})
	log_files_encrypted.deny == set() with input as never
}

test_allows_what_the_management_account_owns if {
	foreign := object.union(_exposed({}), fixtures.with_trail({"owner": fixtures.stranger}))
	log_files_encrypted.deny == set() with input as foreign
}
