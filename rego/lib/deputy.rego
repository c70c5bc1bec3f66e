# Who can send a service where a statement lets it in. A service acts on behalf of a resource, such as a trail; unless a
# condition names whose, anybody's resource can send it, and the service is a confused deputy.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
package lib.deputy

import data.lib.policy

# Some condition names accounts or organizations, in full.
bound(statement) if {
	some condition in statement.conditions
	_owners(condition)
}

# The accounts that the statement names and that are not ours; undefined where there are none. All conditions of a
# statement must hold, so that one that names ours alone keeps the others out. Whose an organization is can't be seen.
strangers(statement, ours) := union(named) if {
	named := {found |
		some condition in statement.conditions
		found := {owner | some owner in _owners(condition); not startswith(owner, "o-")} - ours
	}
	count(named) > 0
	not set() in named
}

_keys := {
	"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths",
	"kms:encryptioncontext:aws:cloudtrail:arn",
}

# Undefined for a condition that does not name each of its owners in full.
_owners(condition) := {owner | some value in condition.values; owner := _owner(value)} if {
	condition.operator in policy.positive
	condition.key in _keys
	policy.demands(condition)
	every value in condition.values {
		_owner(value)
	}
}

_owner(value) := value if regex.match(`^([0-9]{12}|o-[a-z0-9]{10,32})$`, value)

# A path begins with the organization.
_owner(value) := value if regex.match(`^o-[a-z0-9]{10,32}/`, value)

_owner(value) := split(value, ":")[4] if regex.match(`^arn:[^:]*:[^:]*:[^:]*:[0-9]{12}:`, value)
