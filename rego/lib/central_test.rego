package lib.central_test

import data.lib.central
import data.lib.fixtures_test as fixtures

test_folders_that_the_policy_opens if {
	two := fixtures.with_central({"folders": ["AWSLogs/1/", "AWSLogs/2/"]}, {})
	central.folders == {[fixtures.central, "AWSLogs/1/"], [fixtures.central, "AWSLogs/2/"]} with input as two
}

test_a_bucket_whose_policy_opens_none if {
	central.folders == {[fixtures.central, "AWSLogs/"]} with input as fixtures.with_central({"named": true}, {})
	central.folders == set() with input as fixtures.with_central({"trails": [fixtures.guest_trail]}, {})
}
