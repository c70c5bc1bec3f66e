package rules.cloudtrail.lambda_invocations_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.lambda_invocations

_data := fixtures.field("eventCategory", {"equals": ["Data"]})

_functions := fixtures.field("resources.type", {"equals": ["AWS::Lambda::Function"]})

_basic(values) := {"basic": [object.union(
	fixtures.basic("All"),
	{"data_resources": [{"type": "AWS::Lambda::Function", "values": values}]},
)]}

test_denies_a_trail_without_data_events if {
	words := ["all invocations of functions in eu-west-1, us-east-1"]
	fixtures.says(lambda_invocations.deny, fixtures.account, words) with input as fixtures.world({})
}

test_denies_selectors_of_one_function if {
	function := "arn:aws:lambda:us-east-1:111122223333:function:x"
	one := fixtures.selecting(_basic([function]))
	words := ["in eu-west-1, us-east-1; trail audit", function]
	fixtures.says(lambda_invocations.deny, fixtures.account, words) with input as one
}

# ScoutSuite calls data events of S3 alone partial.
test_denies_data_events_of_buckets if {
	objects := fixtures.field("resources.type", {"equals": ["AWS::S3::Object"]})
	other := fixtures.selecting(fixtures.advanced([[_data, objects]]))
	fixtures.says(lambda_invocations.deny, fixtures.account, ["AWS::S3::Object"]) with input as other
}

test_denies_a_region_where_the_trail_is_off if {
	off := object.union(
		fixtures.selecting(_basic(["arn:aws:lambda"])),
		{"cloudtrail": {"trails": {fixtures.trail: {"status": {"eu-west-1": fixtures.off}}}}},
	)
	fixtures.says(lambda_invocations.deny, fixtures.account, ["in eu-west-1"]) with input as off
	not fixtures.says(lambda_invocations.deny, fixtures.account, ["trail audit"]) with input as off
}

# prowler 258, prowler 1973
test_allows_a_basic_selector_of_all_functions if {
	lambda_invocations.deny == set() with input as fixtures.selecting(_basic(["arn:aws:lambda"]))
}

# prowler 1994
test_allows_an_advanced_selector if {
	lambda_invocations.deny == set() with input as fixtures.selecting(fixtures.advanced([[_data, _functions]]))
}
