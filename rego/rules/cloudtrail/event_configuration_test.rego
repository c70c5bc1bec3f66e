package rules.cloudtrail.event_configuration_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.event_configuration

_default := {"max_event_size": null, "aggregations": {}, "context_keys": {}}

_with(fields) := fixtures.with_trail({"event_configuration": object.union(_default, fields)})

test_denies_sums_that_nobody_meant if {
	summed := _with({"aggregations": {"Data": ["API_ACTIVITY", "USER_ACTIONS"]}})
	words := ["by Data API_ACTIVITY, Data USER_ACTIONS, where nothing"]
	fixtures.says(event_configuration.deny, fixtures.trail, words) with input as summed
	count(event_configuration.deny) == 1 with input as summed
}

test_denies_keys_that_nobody_meant if {
	enriched := _with({"context_keys": {"TagContext": ["team"]}})
	fixtures.says(event_configuration.deny, fixtures.trail, ["enriched by TagContext team"]) with input as enriched
	count(event_configuration.deny) == 1 with input as enriched
}

test_denies_a_size_that_nobody_meant if {
	large := _with({"max_event_size": "Large"})
	fixtures.says(event_configuration.deny, fixtures.trail, ["size Large", "the Standard"]) with input as large
	count(event_configuration.deny) == 1 with input as large
}

_meant := {"event_configuration": {
	"max_event_size": "Large",
	"aggregations": {"Data": ["USER_ACTIONS", "API_ACTIVITY"]},
	"context_keys": {"RequestContext": ["aws:sourcevpce"], "TagContext": ["team"]},
}}

test_denies_what_was_meant_and_is_not_set if {
	count(event_configuration.deny) == 3 with input as _with({}) with data.params as _meant
	standard := _with({"max_event_size": "Standard"})
	says := ["size Standard", "the Large"]
	fixtures.says(event_configuration.deny, fixtures.trail, says) with input as standard with data.params as _meant
	summed := ["by nothing, where Data API_ACTIVITY, Data USER_ACTIONS"]
	fixtures.says(event_configuration.deny, fixtures.trail, summed) with input as standard with data.params as _meant
}

test_allows_what_was_meant if {
	event_configuration.deny == set() with data.params as _meant with input as _with({
		"max_event_size": "Large",
		"aggregations": {"Data": ["API_ACTIVITY", "USER_ACTIONS"]},
		"context_keys": {"TagContext": ["team"], "RequestContext": ["aws:sourcevpce"]},
	})
}

test_allows_the_default if {
	event_configuration.deny == set() with input as _with({})
	event_configuration.deny == set() with input as _with({"max_event_size": "Standard"})
}

test_allows_the_trails_of_others if {
	event_configuration.deny == set() with input as fixtures.with_trail({
		"owner": fixtures.stranger,
		"event_configuration": {
			"max_event_size": "Large",
			"aggregations": {"Data": ["USER_ACTIONS"]},
			"context_keys": {"TagContext": ["team"]},
		},
	})
}
