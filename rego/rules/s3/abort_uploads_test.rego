package rules.s3.abort_uploads_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.abort_uploads

_words := ["no enabled lifecycle rule aborts incomplete multipart uploads"]

test_denies_a_bucket_without_rules if {
	fixtures.says(abort_uploads.deny, fixtures.bucket, _words) with input as fixtures.with_lifecycle(null)
}

test_denies_rules_that_do_something_else if {
	every rule in [{"expiration_days": 400}, {"enabled": false, "abort_multipart_days": 7}] {
		other := fixtures.with_lifecycle([fixtures.lifecycle_rule(rule)])
		fixtures.says(abort_uploads.deny, fixtures.bucket, _words) with input as other
	}
}

test_allows_one_rule_that_aborts if {
	rules := [fixtures.lifecycle_rule({}), fixtures.lifecycle_rule({"abort_multipart_days": 7})]
	abort_uploads.deny == set() with input as fixtures.with_lifecycle(rules)
}

test_allows_a_bucket_with_mfa_delete if {
	guarded := fixtures.with_bucket({"versioning": {"status": "Enabled", "mfa_delete": "Enabled"}, "lifecycle": null})
	abort_uploads.deny == set() with input as guarded
}

test_allows_what_nobody_saw if {
	abort_uploads.deny == set() with input as fixtures.world({})
}
