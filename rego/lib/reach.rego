# What an identity policy lets do with all resources of a kind, whoever's they are: the parts of every audit trail are
# among them. A pattern that leaves the name open speaks of all, be it for one Region only. Conditions that say who
# may call, when and from where leave all resources open; so do those on the service that calls in between.
package lib.reach

import data.lib.policy

# How all resources of a kind are written, with the partition, Region and account left to fill in.
_everything := {
	"alarm": "arn:PARTITION:cloudwatch:REGION:ACCOUNT:alarm:*",
	"anything": "*",
	"bucket": "arn:PARTITION:s3:::*",
	"iam_group": "arn:PARTITION:iam::ACCOUNT:group/*",
	"key": "arn:PARTITION:kms:REGION:ACCOUNT:key/*",
	"log_group": "arn:PARTITION:logs:REGION:ACCOUNT:log-group:*",
	"object": "arn:PARTITION:s3:::*/*",
	"policy": "arn:PARTITION:iam::ACCOUNT:policy/*",
	"role": "arn:PARTITION:iam::ACCOUNT:role/*",
	"topic": "arn:PARTITION:sns:REGION:ACCOUNT:*",
	"trail": "arn:PARTITION:cloudtrail:REGION:ACCOUNT:trail/*",
	"user": "arn:PARTITION:iam::ACCOUNT:user/*",
}

# The actions, which are given by the kind of resource, that the document lets do with all of the kind, for people: a
# text for each statement. What the document denies of them again is left out.
unlimited(document, actions, source) := {text |
	some statement in document.statements
	granted := union({found |
		some kind, names in actions
		found := _granted(document, statement, kind, names, source)
	})
	count(granted) > 0
	text := sprintf("%s allows %s on %s", [
		policy.name(statement), concat(", ", sort(granted)), _resources(statement),
	])
}

# The document lets do everything with everything, for people: a text for each statement that does.
everything(document, source) := {text |
	some statement in document.statements
	_open(statement, "anything", source)
	some pattern in statement.actions
	regex.match(`^\*+(:\*+)?$`, pattern)
	not _withheld(document, "anything", "*", source)
	text := sprintf("%s allows %s on %s", [policy.name(statement), pattern, _resources(statement)])
}

# The document lets do the action with all of the kind.
may(document, kind, action, source) if {
	some statement in document.statements
	count(_granted(document, statement, kind, {action}, source)) > 0
}

# The document lets do every action of the service with all of the kind, for people: a text for each statement that
# does. Denying a part of it is enough to end that.
mastering(document, service, kind, source) := {text |
	some statement in document.statements
	_open(statement, kind, source)
	policy.has_every_action(statement, service)
	not _curbed(document, service, kind, source)
	every_action := concat(", ", sort(policy.naming(statement, {sprintf("%s:*", [service])})))
	text := sprintf("%s allows %s on %s", [policy.name(statement), every_action, _resources(statement)])
}

_granted(document, statement, kind, names, source) := {pattern |
	_open(statement, kind, source)
	some name in names
	not _withheld(document, kind, name, source)
	some pattern in policy.naming(statement, {name})
}

# The statement allows something with all of the kind.
_open(statement, kind, source) if {
	statement.effect == "Allow"
	_covers(statement, kind, source)
	not policy.tied(statement.conditions, _narrowing)
}

# Keys of the resource, or of what is done to it.
_narrowing := concat("|", [
	`^(aws|iam|s3):(resource|bucket|existingobject)tag/`, `^kms:(resourcealiases|requestalias|grantisforawsresource)$`,
	`^kms:encryptioncontext:`, `^iam:(permissionsboundary|policyarn)$`,
])

_withheld(document, kind, name, source) if {
	some statement in document.statements
	_refuses(statement, kind, source)
	policy.has_action(statement, name)
}

_curbed(document, service, kind, source) if {
	some statement in document.statements
	_refuses(statement, kind, source)
	some pattern in statement.actions
	_meets(lower(pattern), sprintf("%s:", [service]))
}

_curbed(document, service, kind, source) if {
	some statement in document.statements
	_refuses(statement, kind, source)
	count(statement.not_actions) > 0
	not sprintf("%s:*", [service]) in {lower(pattern) | some pattern in statement.not_actions}
}

_meets(pattern, start) if startswith(pattern, start)

_meets(pattern, start) if startswith(start, policy.fixed_part(pattern))

_refuses(statement, kind, source) if {
	statement.effect == "Deny"
	statement.conditions == []
	_covers(statement, kind, source)
}

_covers(statement, kind, source) if {
	some pattern in statement.resources
	_all(pattern, kind, source)
}

# All but some are still too many.
_covers(statement, kind, source) if {
	count(statement.not_resources) > 0
	every pattern in statement.not_resources {
		not _all(pattern, kind, source)
	}
}

# The text ends with a star that is to be taken as one.
_all(pattern, kind, source) if {
	endswith(pattern, "*")
	policy.matches(pattern, strings.replace_n(
		{"PARTITION": source.partition, "REGION": _region(pattern), "ACCOUNT": source.account},
		_everything[kind],
	))
}

# That of the pattern, or none where it leaves off before.
_region(pattern) := concat(":", array.slice(split(pattern, ":"), 3, 4))

_resources(statement) := concat(", ", statement.resources) if count(statement.not_resources) == 0

_resources(statement) := sprintf("everything but %s", [concat(", ", statement.not_resources)]) if {
	count(statement.not_resources) > 0
}
