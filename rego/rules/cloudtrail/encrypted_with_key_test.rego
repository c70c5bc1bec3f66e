package rules.cloudtrail.encrypted_with_key_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.encrypted_with_key

# The message does not say that the files are unencrypted: trivy 6326
test_denies_a_trail_without_a_key if {
	keyless := fixtures.with_trail({"kms_key_id": null, "key": null})
	fixtures.says(encrypted_with_key.deny, fixtures.trail, ["no KMS key", "S3 encrypts"]) with input as keyless
}

# The trail is listed in two Regions: ScoutSuite 913
test_allows_a_trail_with_a_key if {
	encrypted_with_key.deny == set() with input as fixtures.world({})
}

test_allows_what_the_management_account_owns if {
	foreign := {"owner": fixtures.stranger, "kms_key_id": null, "key": null}
	encrypted_with_key.deny == set() with input as fixtures.with_trail(foreign)
}
