# What event selectors record. An event is recorded by a trail when one of its selectors takes it.
# https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
package lib.selectors

# The halves of management events that the selectors take, of all sources but those that excluded() names. A trail
# without selectors takes both.
management(selectors) := {"read", "write"} if {
	count(selectors.basic) == 0
	count(selectors.advanced) == 0
}

management(selectors) := halves if {
	count(selectors.basic) + count(selectors.advanced) > 0
	halves := {half |
		some selector in selectors.basic
		selector.include_management_events == true
		some half in _halves[selector.read_write_type]
	} | {half |
		some selector in selectors.advanced
		takes_category(selector, "Management")
		not _narrowed(selector)
		some half in _advanced_halves(selector)
	}
}

_halves := {"All": {"read", "write"}, "ReadOnly": {"read"}, "WriteOnly": {"write"}}

_advanced_halves(selector) := {half |
	some half, value in {"read": "true", "write": "false"}
	every field in selector.fields {
		_admits(field, value)
	}
}

_admits(field, _) if field.field != "readOnly"

_admits(field, value) if value in field.equals

# The advanced selector takes events of the category.
takes_category(selector, category) if {
	some field in selector.fields
	field.field == "eventCategory"
	category in field.equals
}

# A further condition hides events of one kind or of one actor: what is left is not all management events. Excluding a
# whole source is told apart, since AWS offers it for two noisy ones.
_narrowed(selector) if {
	some field in selector.fields
	not field.field in {"eventCategory", "readOnly", "eventSource"}
}

_narrowed(selector) if {
	some field in selector.fields
	field.field == "eventSource"
	some operator in ["equals", "starts_with", "not_starts_with", "ends_with", "not_ends_with"]
	count(field[operator]) > 0
}

# The sources whose management events the selectors leave out.
excluded(selectors) := {source |
	some selector in selectors.basic
	selector.include_management_events == true
	some source in selector.exclude_management_event_sources
} | {source |
	some selector in selectors.advanced
	takes_category(selector, "Management")
	some field in selector.fields
	field.field == "eventSource"
	some source in field.not_equals
}
