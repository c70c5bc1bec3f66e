# Which network activity events the event selectors of a trail record: calls through VPC endpoints.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-network-events-with-cloudtrail.html
package lib.network_events

import data.lib.events

# The event sources of which the selectors record all calls that an endpoint denies.
recorded(selectors) := {source |
	some selector in selectors.advanced
	_network(selector)
	every field in selector.fields {
		_admits_denied(field)
	}
	some field in selector.fields
	field.field == "eventSource"
	some source in field.equals
}

_network(selector) if {
	some field in selector.fields
	field.field == "eventCategory"
	"NetworkActivity" in field.equals
}

_admits_denied(field) if field.field in {"eventCategory", "eventSource"}

_admits_denied(field) if {
	field.field == "errorCode"
	events.passes(field, "VpceAccessDenied")
}
