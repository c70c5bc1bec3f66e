# Statements that open a resource to everybody. They are told by their pattern, much as S3 tells them: a wildcard
# principal that no condition pins to fixed values. Keys of the service or of the resource that is called pin nobody.
# Where S3 takes any wildcard in a value for public, one behind the account or the role that the value names is not.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
package lib.public

import data.lib.policy

# The statement lets everybody in, or everybody but some.
opens(statement) if {
	statement.effect == "Allow"
	anybody(statement)
	not _pinned(statement)
}

# The statement speaks of everybody, or of everybody but some.
anybody(statement) if policy.everybody(statement)

anybody(statement) if count(statement.not_principals) > 0

_pinned(statement) if {
	some condition in statement.conditions
	policy.demands(condition)
	_pins(condition)
}

# Condition keys that say who calls, from where, or on whose behalf.
keys := {
	"aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:sourceaccount",
	"aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner", "aws:sourcevpc", "aws:sourcevpcarn",
	"aws:sourcevpce", "aws:userid", "aws:vpceaccount", "aws:vpceorgid", "kms:calleraccount",
	"s3:dataaccesspointaccount", "s3:dataaccesspointarn",
}

_pins(condition) if {
	condition.operator in policy.positive
	condition.key in keys
	every value in condition.values {
		_fixed(condition.key, value)
	}
}

_pins(condition) if {
	condition.operator == "IpAddress"
	condition.key == "aws:sourceip"
	every value in condition.values {
		_narrow(value)
	}
}

_fixed(_, value) if not regex.match(`[*?]|\$\{`, value)

# An ARN may vary behind its account.
_fixed(key, value) if {
	endswith(key, "arn")
	regex.match(`^arn:[^:*?]*:[^:*?]*:[^:*?]*:[0-9]{12}:`, value)
}

# The session of a role may vary.
_fixed("aws:userid", value) if regex.match(`^AROA[0-9A-Z]+:`, value)

# The Region and the name of the access point may vary, its account may not.
_fixed("s3:dataaccesspointarn", value) if regex.match(`^arn:[^:*?]+:s3:[^:]*:[0-9]{12}:`, value)

# A path begins with the organization.
_fixed(key, value) if {
	key in {"aws:principalorgpaths", "aws:sourceorgpaths"}
	regex.match(`^o-[a-z0-9]{10,32}/`, value)
}

# S3 takes ranges wider than these for the whole Internet.
_narrow(value) if regex.match(`^[0-9.]+(/([89]|[12][0-9]|3[0-2]))?$`, value)

_narrow(value) if regex.match(`^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(/(3[2-9]|[4-9][0-9]|1[0-9][0-9]))?$`, value)

# What the statement allows of the actions whose lower-case names begin with one of the prefixes, as it is written.
granted(statement, prefixes) := {pattern |
	some pattern in statement.actions
	some prefix in prefixes
	_meets(lower(pattern), prefix)
} if {
	count(statement.not_actions) == 0
}

granted(statement, prefixes) := {sprintf("everything but %s", [concat(", ", statement.not_actions)]) |
	some prefix in prefixes
	every pattern in statement.not_actions {
		not _covers(lower(pattern), prefix)
	}
} if {
	count(statement.not_actions) > 0
}

# All that begin so match the pattern.
_covers(pattern, prefix) if {
	endswith(pattern, "*")
	policy.matches(pattern, prefix)
}

_meets(pattern, prefix) if startswith(pattern, prefix)

_meets(pattern, prefix) if {
	fixed := policy.fixed_part(pattern)
	fixed != pattern
	startswith(prefix, fixed)
}

# One sentence about an open statement and what it grants. Values of conditions may be secrets: only keys are told.
sentence(statement, grants) := sprintf("%s lets %s %s%s", [
	policy.name(statement), _who(statement), concat(", ", sort(grants)), _caveat(statement.conditions),
])

_who(statement) := "everybody" if count(statement.not_principals) == 0

_who(statement) := sprintf("everybody but %s", [concat(", ", sort(but))]) if {
	but := {principal.id | some principal in statement.not_principals}
	count(but) > 0
}

_caveat([]) := ""

_caveat(conditions) := sprintf(
	": the condition on %s pins no fixed account, organization, ARN, endpoint or network",
	[concat(", ", sort({condition.key | some condition in conditions}))],
) if {
	count(conditions) > 0
}
