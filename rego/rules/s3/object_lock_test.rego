package rules.s3.object_lock_test

import data.lib.fixtures
import data.rules.s3.object_lock

test_denies_bucket_without_configuration if {
	fixtures.denied(object_lock.deny) == {fixtures.bucket} with input as fixtures.with_bucket({"object_lock": null})
}

test_denies_disabled_lock if {
	account := fixtures.with_bucket({"object_lock": {"enabled": false, "mode": null, "days": null, "years": null}})
	fixtures.messages(object_lock.deny) == {"Object Lock is not enabled"} with input as account
}

test_allows_enabled_lock if {
	lock := {"enabled": true, "mode": "COMPLIANCE", "days": 365, "years": null}
	count(object_lock.deny) == 0 with input as fixtures.with_bucket({"object_lock": lock})
}
