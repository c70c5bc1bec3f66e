package rules.cloudtrail.management_writes_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.management_writes

_selecting(selectors) := fixtures.with_trail({"event_selectors": selectors})

_advanced(fields) := _selecting({"basic": [], "advanced": [{"name": null, "fields": fields}]})

test_denies_an_account_without_trails if {
	fixtures.says(management_writes.deny, fixtures.account, ["write", "us-east-1"]) with input as fixtures.with_trails({})
}

test_denies_a_region_where_no_trail_logs if {
	off := fixtures.with_trail({"status": {"eu-west-1": fixtures.off}})
	fixtures.says(management_writes.deny, fixtures.account, ["write", "in eu-west-1"]) with input as off
}

# stratus-red-team's cloudtrail-event-selectors leaves a trail like these.
test_denies_a_trail_of_reads if {
	narrow := _selecting({"basic": [fixtures.basic("ReadOnly")], "advanced": []})
	words := ["trail audit records ReadWriteType ReadOnly"]
	fixtures.says(management_writes.deny, fixtures.account, words) with input as narrow
	not fixtures.says(management_writes.deny, fixtures.account, ["trail bystander"]) with input as narrow
}

# cloud-custodian 9066; steampipe-mod-aws-compliance does not read IncludeManagementEvents either.
test_denies_data_events_alone if {
	without := object.union(fixtures.basic("All"), {"include_management_events": false})
	none := _selecting({"basic": [without], "advanced": []})
	fixtures.says(management_writes.deny, fixtures.account, ["no management events"]) with input as none
}

# steampipe-mod-aws-compliance 408
test_denies_an_advanced_selector_of_data_events if {
	none := _advanced([fixtures.field("eventCategory", {"equals": ["Data"]})])
	fixtures.says(management_writes.deny, fixtures.account, ["eventCategory = Data"]) with input as none
}

test_denies_an_advanced_selector_of_the_other_half if {
	half := fixtures.field("readOnly", {"equals": ["true"]})
	narrow := _advanced([fixtures.management, half])
	fixtures.says(management_writes.deny, fixtures.account, ["readOnly = true"]) with input as narrow
}

# prowler 10858
test_denies_a_selector_that_leaves_out_an_actor if {
	narrowing := fixtures.field("userIdentity.arn", {"not_equals": ["arn:aws:iam::111122223333:user/eve"]})
	narrow := _advanced([fixtures.management, narrowing])
	fixtures.says(management_writes.deny, fixtures.account, ["userIdentity.arn != "]) with input as narrow
}

test_denies_two_trails_that_log_in_different_regions if {
	apart := fixtures.with_trails({
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/wide": fixtures.another_trail({
			"event_selectors": {"basic": [fixtures.basic("WriteOnly")], "advanced": []},
			"status": {"eu-west-1": fixtures.off},
		}),
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/narrow": fixtures.another_trail({
			"event_selectors": {"basic": [fixtures.basic("ReadOnly")], "advanced": []},
		}),
	})
	fixtures.says(management_writes.deny, fixtures.account, ["in eu-west-1"]) with input as apart
	not fixtures.says(management_writes.deny, fixtures.account, ["records ReadWriteType WriteOnly"]) with input as apart
}

# ScoutSuite 1424
test_allows_a_trail_without_selectors if {
	management_writes.deny == set() with input as fixtures.world({})
}

test_allows_a_trail_of_writes if {
	management_writes.deny == set() with input as _selecting({"basic": [fixtures.basic("WriteOnly")], "advanced": []})
}

# ScoutSuite 1668
test_allows_halves_on_two_trails if {
	management_writes.deny == set() with input as fixtures.with_trails({
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/read": fixtures.another_trail({
			"event_selectors": {"basic": [fixtures.basic("ReadOnly")], "advanced": []},
		}),
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/write": fixtures.another_trail({
			"event_selectors": {"basic": [fixtures.basic("WriteOnly")], "advanced": []},
		}),
	})
}

# The name of a selector says nothing, though prowler asks for a certain one. A source left out is another rule's.
test_allows_advanced_selectors_under_any_name if {
	management_writes.deny == set() with input as _selecting({"basic": [], "advanced": [
		{"name": "reads", "fields": [fixtures.management, fixtures.field("readOnly", {"equals": ["true"]})]},
		{"name": "writes", "fields": [
			fixtures.management, fixtures.field("readOnly", {"equals": ["false"]}),
			fixtures.field("eventSource", {"not_equals": ["kms.amazonaws.com"]}),
		]},
	]})
}

test_denies_in_full if {
	narrow := _selecting({"basic": [fixtures.basic("ReadOnly")], "advanced": []})
	words := [concat("", [
		"no trail was seen to record all write management events in eu-west-1, us-east-1; ",
		"trail audit records ReadWriteType ReadOnly",
	])]
	fixtures.says(management_writes.deny, fixtures.account, words) with input as narrow
}

# prowler 2438, prowler 1427: an organization trail records its members.
test_allows_an_organization_trail_seen_from_a_member if {
	management_writes.deny == set() with input as fixtures.with_trail({
		"owner": fixtures.stranger,
		"is_organization_trail": true,
	})
}
