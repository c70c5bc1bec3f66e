package rules.cloudtrail.network_events_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.network_events

_network(source) := [
	fixtures.field("eventCategory", {"equals": ["NetworkActivity"]}),
	fixtures.field("eventSource", {"equals": [source]}),
]

_endpoints := {"endpoint_sources": ["kms.amazonaws.com", "s3.amazonaws.com"]}

test_denies_a_trail_without_network_events if {
	every source in ["kms.amazonaws.com", "s3.amazonaws.com"] {
		words := [source, "in eu-west-1, us-east-1"]
		fixtures.says(network_events.deny, fixtures.account, words) with input as fixtures.world({})
			with data.params as _endpoints
	}
	fixtures.says(network_events.deny, fixtures.account, ["us-east-1"]) with input as fixtures.with_trails({})
		with data.params as _endpoints
}

test_denies_one_source_in_one_region if {
	off := fixtures.with_trail({
		"event_selectors": fixtures.advanced([_network("kms.amazonaws.com"), _network("s3.amazonaws.com")]),
		"status": {"eu-west-1": fixtures.off},
	})
	fixtures.says(network_events.deny, fixtures.account, ["of s3.amazonaws.com in eu-west-1"]) with input as off
		with data.params as _endpoints
}

test_allows_sources_on_two_trails if {
	network_events.deny == set() with data.params as _endpoints with input as fixtures.with_trails({
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/a": fixtures.another_trail({
			"event_selectors": fixtures.advanced([_network("kms.amazonaws.com")]),
		}),
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/b": fixtures.another_trail({
			"event_selectors": fixtures.advanced([_network("s3.amazonaws.com")]),
		}),
	})
}

test_allows_an_account_without_endpoints if {
	network_events.deny == set() with input as fixtures.world({})
}

test_denies_a_region_where_another_trail_logs if {
	apart := fixtures.with_trails({
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/network": fixtures.another_trail({
			"event_selectors": fixtures.advanced([_network("kms.amazonaws.com"), _network("s3.amazonaws.com")]),
			"status": {"eu-west-1": fixtures.off},
		}),
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/other": fixtures.another_trail({}),
	})
	fixtures.says(network_events.deny, fixtures.account, ["of s3.amazonaws.com in eu-west-1"]) with input as apart
		with data.params as _endpoints
}
