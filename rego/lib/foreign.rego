# Whom a resource policy lets in that is none of ours. What is known is a set of ids: accounts, organizations, and
# whatever else a policy names principals and networks by.
package lib.foreign

import data.lib.deputy
import data.lib.policy
import data.lib.public

# Those that the statement lets in and that are not known, for people; services are told apart.
admitted(statement, known) := {who |
	statement.effect == "Allow"
	not _kept(statement.conditions, _callers, known)
	some who in (_named(statement, known) | _everybody(statement, known))
}

# The services that the statement lets in without saying for whom, or for somebody who is not known.
services(statement, known) := {principal.id |
	statement.effect == "Allow"
	not _kept(statement.conditions, deputy.sources, known)
	some principal in statement.principals
	principal.type == "Service"
	not principal.id in known
}

# Each of the resources has a statement that keeps all whom the gate lets in, but for the known, from whatever the
# service does with it.
fenced(statements, service, resources, gate, known) if {
	every resource in resources {
		_fenced(statements, service, resource, gate, known)
	}
}

_fenced(statements, service, resource, gate, known) if {
	some statement in statements
	statement.effect == "Deny"
	policy.everybody(statement)
	policy.has_every_action(statement, service)
	policy.has_resource(statement, resource)
	some condition in statement.conditions
	_excepts(condition, known)
	every other in statement.conditions {
		_spares(other, gate, known)
	}
}

# A denial under the condition spares AWS services, and nobody else of those whom the gate lets in. A request that
# nobody signed does not carry the key, and is spared as well unless the operator ends in IfExists.
spares_services(condition, gate) if {
	policy.is_service(condition, "false")
	not public.anybody(gate)
}

spares_services(condition, _) if {
	policy.is_service(condition, "false")
	condition.if_exists
}

_named(statement, known) := {_word(principal) |
	some principal in statement.principals
	not _familiar(principal, known)
}

_familiar(principal, _) if principal.type == "Service"

_familiar(principal, _) if principal.id == "*"

_familiar(principal, _) if policy.deleted(principal)

_familiar(principal, known) if _known(principal.id, known)

_word(principal) := sprintf("account %s", [principal.id]) if principal.id == principal.account

_word(principal) := principal.id if principal.id != principal.account

_everybody(statement, known) := {who |
	public.anybody(statement)
	pins := _pins(statement.conditions, known)
	some who in (pins | {"everybody" | count(pins) == 0})
}

# To whom the conditions pin everybody, as far as they are not known.
_pins(conditions, known) := {sprintf("everybody with %s %s", [condition.key, value]) |
	some condition in conditions
	_asks(condition, _callers)
	some value in condition.values
	not _known(value, known)
}

# Some condition lets in none but the known.
_kept(conditions, keys, known) if {
	some condition in conditions
	_asks(condition, keys)
	every value in condition.values {
		_known(value, known)
	}
}

_callers := public.keys | {"aws:sourceip"}

_asks(condition, keys) if {
	condition.operator in (policy.positive | {"IpAddress"})
	condition.key in keys
	policy.demands(condition)
}

_excepts(condition, known) if {
	condition.operator in (policy.negative | {"NotIpAddress"})
	condition.qualifier != "ForAnyValue"
	condition.key in _callers
	every value in condition.values {
		_known(value, known)
	}
}

_spares(condition, _, known) if _excepts(condition, known)

_spares(condition, gate, _) if spares_services(condition, gate)

_known(id, known) if id in known

_known(id, known) if deputy.owner(id) in known
