package rules.macie.covers_logs_test

import data.lib.fixtures_test as fixtures
import data.rules.macie.covers_logs

_macie(status, coverage) := fixtures.world({"macie": {"buckets": {fixtures.bucket: {
	"status": status,
	"coverage": coverage,
}}}})

_unwatched := {
	"defined_in_job": "FALSE",
	"monitored_by_job": "FALSE",
	"automated_discovery": "NOT_MONITORED",
	"error": null,
}

_enabled(changes) := _macie("ENABLED", object.union(_unwatched, changes))

test_denies_where_macie_is_off if {
	fixtures.says(covers_logs.deny, fixtures.bucket, ["not enabled"]) with input as _macie(null, null)
	count(covers_logs.deny) == 1 with input as _macie(null, null)
}

test_denies_where_macie_is_paused if {
	paused := _macie("PAUSED", object.union(_unwatched, {"automated_discovery": "MONITORED"}))
	fixtures.says(covers_logs.deny, fixtures.bucket, ["Macie is PAUSED"]) with input as paused
	count(covers_logs.deny) == 1 with input as paused
	count(covers_logs.deny) == 1 with input as _macie("PAUSED", null)
}

test_denies_a_bucket_that_macie_does_not_know if {
	fixtures.says(covers_logs.deny, fixtures.bucket, ["does not know"]) with input as _macie("ENABLED", null)
	count(covers_logs.deny) == 1 with input as _macie("ENABLED", null)
}

test_denies_a_bucket_that_macie_cannot_look_into if {
	blind := _enabled({"automated_discovery": "MONITORED", "error": "ACCESS_DENIED"})
	fixtures.says(covers_logs.deny, fixtures.bucket, ["look into the bucket: ACCESS_DENIED"]) with input as blind
	count(covers_logs.deny) == 1 with input as blind
}

test_denies_a_bucket_that_nothing_includes if {
	fixtures.says(covers_logs.deny, fixtures.bucket, ["neither automated discovery nor a job"]) with input as _enabled({})
	count(covers_logs.deny) == 1 with input as _enabled({"defined_in_job": "UNKNOWN", "automated_discovery": null})
}

test_allows_automated_discovery if {
	covers_logs.deny == set() with input as _enabled({"automated_discovery": "MONITORED"})
}

test_allows_a_job if {
	covers_logs.deny == set() with input as _enabled({"defined_in_job": "TRUE"})
	covers_logs.deny == set() with input as _enabled({"monitored_by_job": "TRUE"})
}
