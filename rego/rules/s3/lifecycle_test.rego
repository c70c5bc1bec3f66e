package rules.s3.lifecycle_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.lifecycle

test_denies_a_bucket_without_rules if {
	fixtures.says(lifecycle.deny, fixtures.bucket, ["no lifecycle rules"]) with input as fixtures.with_lifecycle(null)
	count(lifecycle.deny) == 1 with input as fixtures.with_lifecycle(null)
}

test_denies_rules_that_are_all_disabled if {
	disabled := fixtures.with_lifecycle([fixtures.lifecycle_rule({"enabled": false})])
	fixtures.says(lifecycle.deny, fixtures.bucket, ["all lifecycle rules", "are disabled"]) with input as disabled
}

test_allows_one_enabled_rule if {
	rules := [fixtures.lifecycle_rule({"enabled": false}), fixtures.lifecycle_rule({"abort_multipart_days": 7})]
	lifecycle.deny == set() with input as fixtures.with_lifecycle(rules)
}

# AWS S3.20, read from the other side: what MFA Delete excludes can't be asked for.
test_allows_a_bucket_with_mfa_delete if {
	every rules in [null, []] {
		guarded := {"versioning": {"status": "Enabled", "mfa_delete": "Enabled"}, "lifecycle": rules}
		lifecycle.deny == set() with input as fixtures.with_bucket(guarded)
	}
}

test_allows_what_nobody_saw if {
	lifecycle.deny == set() with input as fixtures.world({})
}
