package lib.network_events_test

import data.lib.fixtures_test as fixtures
import data.lib.network_events

_network := fixtures.field("eventCategory", {"equals": ["NetworkActivity"]})

_source := fixtures.field("eventSource", {"equals": ["kms.amazonaws.com", "s3.amazonaws.com"]})

test_recorded if {
	network_events.recorded(fixtures.advanced([[_network, _source]])) == {"kms.amazonaws.com", "s3.amazonaws.com"}
	denied := fixtures.field("errorCode", {"equals": ["VpceAccessDenied"]})
	count(network_events.recorded(fixtures.advanced([[_network, _source, denied]]))) == 2
}

test_not_recorded if {
	every fields in [
		[fixtures.management, _source],
		[_network, _source, fixtures.field("vpcEndpointId", {"equals": ["vpce-1"]})],
		[_network, _source, fixtures.field("vpcEndpointId", {"not_equals": ["vpce-1"]})],
		[_network, _source, fixtures.field("errorCode", {"not_equals": ["VpceAccessDenied"]})],
		[fixtures.field("eventSource", {"equals": ["NetworkActivity"]})],
		[_network, fixtures.field("eventSource", {"not_equals": ["s3.amazonaws.com"]})],
	] {
		network_events.recorded(fixtures.advanced([fields])) == set()
	}
	network_events.recorded({"basic": [fixtures.basic("All")], "advanced": []}) == set()
}
