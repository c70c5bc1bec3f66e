# Questions about a policy document in its normal form. Functions depend on their arguments alone, and take statements
# or documents, not resources, so that the evidence of a rule stays narrow.
package lib.policy

# A name for people: the Sid, or the byte at which the statement begins.
name(statement) := sprintf("statement %q", [statement.sid]) if statement.sid != ""

name(statement) := sprintf("statement at byte %d", [statement.offset]) if statement.sid == ""

# The pattern's text matches, with * for any run and ? for one character, as IAM matches actions and resources.
matches(pattern, text) if glob.match(_glob(pattern), null, text)

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

# The statement speaks of the resource. A * in the resource is matched by a * only: "b/*" means every object of b.
has_resource(statement, resource) if {
	some pattern in statement.resources
	matches(pattern, resource)
}

has_resource(statement, resource) if {
	count(statement.not_resources) > 0
	every pattern in statement.not_resources {
		not matches(pattern, resource)
	}
}

# The statement speaks of everybody.
everybody(statement) if {
	some principal in statement.principals
	principal.id == "*"
}

everybody(statement) if count(statement.not_principals) > 0

# The statement allows somebody unknown: everybody, and no condition pins the caller down to accounts, organizations,
# networks or resources that it names.
open_to_all(statement) if {
	statement.effect == "Allow"
	everybody(statement)
	not _pinned(statement)
}

_pinned(statement) if {
	some condition in statement.conditions
	pins_caller(condition)
}

# The statement names the service by its principal name, such as cloudtrail.amazonaws.com.
has_service(statement, service) if {
	some principal in statement.principals
	principal.type == "Service"
	principal.id == service
}

# Every request without TLS for the bucket, and for any object in it, is denied to everybody.
denies_plain_http(document, bucket) if {
	every resource in [bucket, concat("", [bucket, "/*"])] {
		some statement in document.statements
		statement.effect == "Deny"
		everybody(statement)
		has_action(statement, "s3:*")
		has_resource(statement, resource)
		_only_plain_http(statement.conditions)
	}
}

_only_plain_http(conditions) if {
	count(conditions) == 1
	some condition in conditions
	condition.operator == "Bool"
	condition.key == "aws:securetransport"
	condition.qualifier != "ForAllValues"
	{lower(value) | some value in condition.values} == {"false"}
}

_positive := {"StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike"}

# The condition binds a service's call to accounts or organizations that it names in full, so that the service can't
# be sent by somebody else's resource (confused deputy).
binds_source(condition) if {
	condition.operator in _positive
	_strict(condition)
	condition.key in {
		"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "kms:encryptioncontext:aws:cloudtrail:arn",
	}
	every value in condition.values {
		_names_owner(value)
	}
}

# The condition holds for callers of fixed accounts, organizations, networks or resources only. Keys that say how a
# call came (kms:ViaService, aws:CalledVia) or what it is about (s3:ResourceAccount) do not bind the caller.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
pins_caller(condition) if {
	condition.operator in _positive
	_strict(condition)
	condition.key in {
		"aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:sourceaccount",
		"aws:sourcearn", "aws:sourceorgid", "aws:sourceowner", "aws:sourcevpc", "aws:sourcevpce", "aws:userid",
		"kms:calleraccount", "s3:dataaccesspointaccount", "s3:dataaccesspointarn",
	}
	every value in condition.values {
		_fixed(value)
	}
}

pins_caller(condition) if {
	condition.operator == "IpAddress"
	_strict(condition)
	condition.key == "aws:sourceip"
	every value in condition.values {
		not _wide(value)
	}
}

# The condition is not true of a request that lacks the key.
_strict(condition) if {
	condition.if_exists == false
	condition.qualifier != "ForAllValues"
}

# The value has no wildcard and no variable, or is an ARN whose account has none, or the id of a role with any session.
_fixed(value) if not regex.match(`[*?]|\$\{`, value)

_fixed(value) if regex.match(`^arn:[^:]*:[^:]*:[^:]*:[0-9]{12}:`, value)

_fixed(value) if regex.match(`^A[A-Z0-9]{15,}:\*$`, value)

_fixed(value) if regex.match(`^o-[a-z0-9]{10,32}/`, value)

# A network so wide that it names nobody: AWS draws the line at /8, and at /32 for IPv6.
_wide(network) if {
	[_, bits] := split(network, "/")
	to_number(bits) < _narrowest(network)
}

_narrowest(network) := 32 if contains(network, ":")

_narrowest(network) := 8 if not contains(network, ":")

_names_owner(value) if regex.match(`^([0-9]{12}|o-[a-z0-9]{10,32})$`, value)

_names_owner(value) if regex.match(`^arn:[^:]*:[^:]*:[^:]*:[0-9]{12}:`, value)
