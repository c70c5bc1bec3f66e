# Which data events the event selectors of a trail record.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
package lib.data_events

import data.lib.events

# What is asked for: the resources.type of the events' resource, read or write, how the ARN of the resource begins, and
# the names of the calls that are meant; none stand for all calls of the kind.
event(type, kind, prefix, calls) := {"type": type, "kind": kind, "prefix": prefix, "calls": calls}

# The selectors record the events for every resource whose ARN begins so, whoever calls. No selectors record no data
# events.
records(selectors, asked) if {
	some selector in selectors.basic
	selector.read_write_type in events.types[asked.kind]
	some resource in selector.data_resources
	resource.type == asked.type
	some value in resource.values
	_covers(value, asked.prefix)
}

records(selectors, asked) if {
	some selector in selectors.advanced
	_data(selector)
	_of_type(selector, asked.type)
	every field in selector.fields {
		_admits(field, asked)
	}
}

# A basic selector names everything by arn:aws:s3, arn:aws:s3::: or arn:aws:lambda, and objects by how they begin, with
# the slash that ends the name of the bucket.
_covers(value, prefix) if {
	count(split(value, ":")) == 3
	startswith(prefix, concat("", [value, ":"]))
}

_covers(value, prefix) if {
	endswith(value, ":::")
	startswith(prefix, value)
}

_covers(value, prefix) if {
	contains(value, "/")
	startswith(prefix, value)
}

_data(selector) if {
	some field in selector.fields
	field.field == "eventCategory"
	"Data" in field.equals
}

_of_type(selector, type) if {
	some field in selector.fields
	field.field == "resources.type"
	type in field.equals
}

_admits(field, _) if field.field in {"eventCategory", "resources.type"}

_admits(field, asked) if {
	field.field == "readOnly"
	events.passes(field, events.read_only[asked.kind])
}

_admits(field, asked) if {
	field.field == "eventName"
	count(asked.calls) > 0
	every name in asked.calls {
		_lets_name_through(field, name)
	}
}

_admits(field, asked) if {
	field.field == "resources.ARN"
	field.equals == []
	field.ends_with == []
	field.not_ends_with == []
	_begins(field.starts_with, asked.prefix)
	every value in field.not_equals {
		not startswith(value, asked.prefix)
	}
	every value in field.not_starts_with {
		not startswith(value, asked.prefix)
		not startswith(asked.prefix, value)
	}
}

# Who asks for certain calls does not miss those by which CloudTrail delivers its log files.
_admits(field, asked) if {
	field.field == "userIdentity.arn"
	count(asked.calls) > 0
	_excludes_only_cloudtrail(field)
}

_lets_name_through(field, name) if {
	_chosen(field.equals, name)
	_begins(field.starts_with, name)
	_ends(field.ends_with, name)
	not name in field.not_equals
	every value in field.not_starts_with {
		not startswith(name, value)
	}
	every value in field.not_ends_with {
		not endswith(name, value)
	}
}

_chosen([], _)

_chosen(values, name) if name in values

_ends([], _)

_ends(values, name) if {
	some value in values
	endswith(name, value)
}

_begins([], _)

_begins(values, prefix) if {
	some value in values
	startswith(prefix, value)
}

_excludes_only_cloudtrail(field) if {
	field.equals == []
	field.starts_with == []
	field.ends_with == []
	field.not_ends_with == []
	every value in array.concat(field.not_equals, field.not_starts_with) {
		contains(value, ":role/aws-service-role/cloudtrail.amazonaws.com/")
	}
}

# The types of resources that advanced selectors name.
types(selectors) := {type |
	some selector in selectors.advanced
	_data(selector)
	some field in selector.fields
	field.field == "resources.type"
	some type in field.equals
}

# How the objects of the buckets begin that the selectors name, such as arn:aws:s3:::audit-logs/. All other buckets are
# alike to the selectors.
named_buckets(selectors) := {concat("", [split(value, "/")[0], "/"]) |
	some value in (_basic(selectors.basic) | _advanced(selectors.advanced))
	_names_a_bucket(value)
}

_names_a_bucket(value) if {
	parts := split(value, ":")
	parts[2] == "s3"
	parts[5] != ""
}

_basic(selectors) := {value | some value in selectors[_].data_resources[_].values}

_advanced(selectors) := {value |
	some field in selectors[_].fields
	field.field == "resources.ARN"
	some operator in {"equals", "not_equals", "starts_with", "not_starts_with"}
	some value in field[operator]
}
