package rules.cloudtrail.bedrock_calls_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.bedrock_calls

_source(operators) := fixtures.field("eventSource", operators)

_data := fixtures.field("eventCategory", {"equals": ["Data"]})

_models := [_data, fixtures.field("resources.type", {"equals": ["AWS::Bedrock::Model"]})]

_selecting(selectors) := fixtures.selecting(fixtures.advanced(selectors))

_without := [fixtures.management, _source({"not_equals": ["bedrock.amazonaws.com"]})]

test_denies_an_account_without_trails if {
	every kind in ["read", "write"] {
		words := [kind, "Amazon Bedrock in eu-west-1, us-east-1"]
		fixtures.says(bedrock_calls.deny, fixtures.account, words) with input as fixtures.with_trails({})
	}
}

test_denies_selectors_without_bedrock if {
	words := ["in eu-west-1, us-east-1; trail audit", "eventSource != bedrock.amazonaws.com"]
	fixtures.says(bedrock_calls.deny, fixtures.account, words) with input as _selecting([_without])
}

test_denies_selectors_without_a_source_of_bedrock if {
	agents := [fixtures.management, _source({"not_equals": ["bedrock-agentcore.amazonaws.com"]})]
	fixtures.says(bedrock_calls.deny, fixtures.account, ["bedrock-agentcore"]) with input as _selecting([agents])
}

# InvokeModel is a read event.
test_denies_a_trail_of_writes if {
	writing := fixtures.selecting({"basic": [fixtures.basic("WriteOnly")]})
	fixtures.says(bedrock_calls.deny, fixtures.account, ["the read events"]) with input as writing
	count(bedrock_calls.deny) == 1 with input as writing
}

test_denies_a_region_where_the_trail_is_off if {
	off := fixtures.with_trail({"status": {"eu-west-1": fixtures.off}})
	fixtures.says(bedrock_calls.deny, fixtures.account, ["Bedrock in eu-west-1"]) with input as off
}

test_allows_all_management_events if {
	bedrock_calls.deny == set() with input as fixtures.world({})
}

test_allows_an_exclusion_of_others if {
	others := [fixtures.management, _source({"not_equals": ["kms.amazonaws.com"]})]
	bedrock_calls.deny == set() with input as _selecting([others])
}

test_allows_a_selector_of_bedrock if {
	only := [fixtures.management, _source({"equals": ["bedrock.amazonaws.com"]})]
	bedrock_calls.deny == set() with input as _selecting([only])
}

test_allows_data_events_of_bedrock if {
	bedrock_calls.deny == set() with input as _selecting([_without, _models])
}

test_denies_and_names_the_trails_of_the_region if {
	apart := fixtures.with_trails({
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/all": fixtures.another_trail({
			"event_selectors": {"basic": [fixtures.basic("WriteOnly")], "advanced": []},
			"status": {"eu-west-1": fixtures.off},
		}),
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/reads": fixtures.another_trail({
			"event_selectors": {"basic": [fixtures.basic("ReadOnly")], "advanced": []},
		}),
	})
	fixtures.says(bedrock_calls.deny, fixtures.account, ["write", "in eu-west-1; ", "ReadOnly"]) with input as apart
	not fixtures.says(bedrock_calls.deny, fixtures.account, ["WriteOnly"]) with input as apart
}

test_allows_an_exclusion_of_a_source_with_bedrock_in_its_name if {
	others := [fixtures.management, _source({"not_equals": ["not-bedrock.amazonaws.com"]})]
	bedrock_calls.deny == set() with input as _selecting([others])
}
