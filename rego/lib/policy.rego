# Questions about the statements of a policy document in its normal form. Functions depend on their arguments alone, and
# take statements or small fields, not resources, so that the evidence of a rule stays narrow.
package lib.policy

# A name for people: the Sid, or the byte at which the statement begins.
name(statement) := sprintf("statement %q", [statement.sid]) if statement.sid != ""

name(statement) := sprintf("statement at byte %d", [statement.offset]) if statement.sid == ""

# The pattern's text matches, with * for any run and ? for one character, as IAM matches actions and resources. Most
# patterns differ from most texts before the first wildcard, which is seen sooner than by making a glob of them.
matches(pattern, text) if {
	startswith(text, fixed_part(pattern))
	glob.match(_glob(pattern), null, text)
}

_glob(pattern) := replace(replace(glob.quote_meta(pattern), `\*`, "*"), `\?`, "?")

# The statement speaks of the action, whose name is compared without case.
has_action(statement, action) if {
	some pattern in statement.actions
	matches(lower(pattern), lower(action))
}

has_action(statement, action) if {
	count(statement.not_actions) > 0
	every pattern in statement.not_actions {
		not matches(lower(pattern), lower(action))
	}
}

# What of the statement speaks of one of the actions, as it is written; the empty set where nothing does.
naming(statement, actions) := {pattern |
	some pattern in statement.actions
	some action in actions
	matches(lower(pattern), lower(action))
} if {
	count(statement.not_actions) == 0
}

naming(statement, actions) := {sprintf("everything but %s", [concat(", ", statement.not_actions)]) |
	some action in actions
	has_action(statement, action)
} if {
	count(statement.not_actions) > 0
}

# The statement speaks of every action of the service.
has_every_action(statement, service) if {
	some pattern in statement.actions
	matches(lower(pattern), sprintf("%s:*", [service]))
}

has_every_action(statement, service) if {
	count(statement.not_actions) > 0
	every pattern in statement.not_actions {
		not matches(lower(split(pattern, ":")[0]), service)
	}
}

# The statement speaks of the resource. A * at the resource's end stands for all that begin so: "b/*" is every object
# of b.
has_resource(statement, resource) if {
	some pattern in statement.resources
	matches(pattern, resource)
}

has_resource(statement, resource) if {
	count(statement.not_resources) > 0
	every pattern in statement.not_resources {
		_apart(pattern, resource)
	}
}

_apart(pattern, resource) if {
	not endswith(resource, "*")
	not matches(pattern, resource)
}

# Nothing that begins so matches the pattern: both differ before the first wildcard.
_apart(pattern, resource) if {
	fixed := fixed_part(pattern)
	start := fixed_part(resource)
	not startswith(fixed, start)
	not startswith(start, fixed)
}

# The statement may speak of something that begins so.
reaches(statement, start) if {
	some pattern in statement.resources
	_meets(pattern, start)
}

reaches(statement, start) if {
	count(statement.not_resources) > 0
	everything := sprintf("%s*", [start])
	every pattern in statement.not_resources {
		not matches(pattern, everything)
	}
}

_meets(pattern, start) if startswith(fixed_part(pattern), start)

_meets(pattern, start) if {
	fixed := fixed_part(pattern)
	fixed != pattern
	startswith(start, fixed)
}

# What stands before the first wildcard.
fixed_part(pattern) := split(split(pattern, "*")[0], "?")[0]

# The statement speaks of everybody.
everybody(statement) if {
	some principal in statement.principals
	principal.id == "*"
}

# The principal was deleted: AWS shows its unique id, which no other will ever have.
deleted(principal) if regex.match(`^A(IDA|ROA)[0-9A-Z]+$`, principal.id)

# The statement names the service by its principal name, such as cloudtrail.amazonaws.com.
has_service(statement, service) if {
	some principal in statement.principals
	principal.type == "Service"
	principal.id == service
}

# The operators that ask for a value. A negated operator is also met by a request that lacks the key.
positive := {"StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike"}

# The operators that hold for all but the values, and for a request that lacks the key.
negative := {"StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike", "ArnNotEquals", "ArnNotLike"}

# The condition tells calls that AWS services make for themselves from those of others, which carry "false", or nothing
# where nobody signed them.
is_service(condition, value) if {
	condition.operator == "Bool"
	condition.key == "aws:principalisawsservice"
	{lower(said) | some said in condition.values} == {value}
}

# The condition does not hold for a request that lacks the key.
demands(condition) if {
	condition.if_exists == false
	condition.qualifier != "ForAllValues"
}

# Some condition ties the statement to values of a key whose name matches the pattern.
tied(conditions, keys) if {
	some condition in conditions
	condition.operator in (positive | {"Bool"})
	demands(condition)
	regex.match(keys, condition.key)
	every value in condition.values {
		not _loose(condition.operator, value)
	}
}

_loose(_, value) if regex.match(`^\**$`, value)

_loose("Bool", value) if lower(value) == "false"
