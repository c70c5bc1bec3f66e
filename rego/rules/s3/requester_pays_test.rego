package rules.s3.requester_pays_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.requester_pays

test_denies_requesters_who_pay if {
	pays := fixtures.with_bucket({"request_payer": "Requester"})
	fixtures.says(requester_pays.deny, fixtures.bucket, ["requesters pay", "does not deliver"]) with input as pays
}

test_allows_the_owner_who_pays if {
	requester_pays.deny == set() with input as fixtures.with_bucket({"request_payer": "BucketOwner"})
	requester_pays.deny == set() with input as fixtures.world({})
}
