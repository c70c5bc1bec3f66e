# Which management events the event selectors of a trail record. Kinds are "read" and "write"; sources are those of
# events, such as kms.amazonaws.com.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
package lib.events

# Stands for every source that no selector names.
unnamed := "all other sources"

# The selectors record all events of the kind and source. No selectors at all are CloudTrail's default: everything.
records(null, _, _)

records({"basic": [], "advanced": []}, _, _)

records(selectors, kind, source) if {
	some selector in selectors.basic
	selector.include_management_events
	selector.read_write_type in types[kind]
	not source in selector.exclude_management_event_sources
}

records(selectors, kind, source) if {
	some selector in selectors.advanced
	_management(selector)
	every field in selector.fields {
		_admits(field, kind, source)
	}
}

# What a basic selector calls the kinds that it records.
types := {"read": {"All", "ReadOnly"}, "write": {"All", "WriteOnly"}}

_management(selector) if {
	some field in selector.fields
	field.field == "eventCategory"
	"Management" in field.equals
}

_admits(field, _, _) if field.field == "eventCategory"

_admits(field, kind, _) if {
	field.field == "readOnly"
	passes(field, read_only[kind])
}

# A field of any other name narrows the selector to some actors or calls, and then it does not record all of anything.
_admits(field, _, source) if {
	field.field == "eventSource"
	passes(field, source)
}

# How the field readOnly of an event of the kind reads.
read_only := {"read": "true", "write": "false"}

# The field selector lets the value through, of a field for which CloudTrail knows Equals and NotEquals alone; another
# operator that came would narrow.
passes(field, value) if {
	_chosen(field.equals, value)
	not value in field.not_equals
	field.starts_with == []
	field.not_starts_with == []
	field.ends_with == []
	field.not_ends_with == []
}

_chosen([], _)

_chosen(values, value) if value in values

# The selectors record some management events of the kind, though it may be few.
mentions(null, _)

mentions({"basic": [], "advanced": []}, _)

mentions(selectors, kind) if {
	some selector in selectors.basic
	selector.include_management_events
	selector.read_write_type in types[kind]
}

mentions(selectors, kind) if {
	some selector in selectors.advanced
	_management(selector)
	every field in selector.fields {
		_lets_kind_through(field, kind)
	}
}

_lets_kind_through(field, _) if field.field != "readOnly"

_lets_kind_through(field, kind) if passes(field, read_only[kind])

# The kinds of which the selectors record some management events and leave others out by anything but the sources that
# CloudTrail offers to exclude.
narrowed(selectors) := {kind |
	some kind in ["read", "write"]
	mentions(selectors, kind)
	some source in ((named(selectors) - offered) | {unnamed})
	not records(selectors, kind, source)
}

# The sources that CloudTrail offers to exclude.
offered := {"kms.amazonaws.com", "rdsdata.amazonaws.com"}

# The sources that the selectors tell apart.
named(null) := set()

named(selectors) := _excluded(selectors.basic) | _filtered(selectors.advanced)

_excluded(selectors) := {source | some selector in selectors; some source in selector.exclude_management_event_sources}

_filtered(selectors) := {source |
	some selector in selectors
	some field in selector.fields
	field.field == "eventSource"
	some source in array.concat(field.equals, field.not_equals)
}

# What the selectors say, for people.
described(selectors) := concat("; ", sort(basic | advanced)) if {
	basic := {text | some selector in selectors.basic; text := _basic(selector)}
	advanced := {text | some selector in selectors.advanced; text := _advanced(selector.fields)}
}

_advanced(fields) := concat(" and ", {part | some field in fields; some part in _parts(field)})

_basic(selector) := concat(" and ", array.concat([_managed(selector)], [text |
	some resource in selector.data_resources
	text := sprintf("data events of %s %s", [resource.type, concat(", ", resource.values)])
]))

_managed(selector) := "no management events" if selector.include_management_events == false

_managed(selector) := concat(" without ", array.concat(
	[sprintf("ReadWriteType %s", [selector.read_write_type])],
	selector.exclude_management_event_sources,
)) if {
	selector.include_management_events
}

_operators := {
	"equals": "=",
	"not_equals": "!=",
	"starts_with": "starts with",
	"not_starts_with": "does not start with",
	"ends_with": "ends with",
	"not_ends_with": "does not end with",
}

_parts(field) := {text |
	some operator, words in _operators
	count(field[operator]) > 0
	text := sprintf("%s %s %s", [field.field, words, concat(", ", field[operator])])
}
