# The account's identity policies: attached managed policies, and inline ones; and what they let do with KMS keys. A
# statement about keys speaks of all where its pattern leaves the id of the key open, be it for one Region only.
package lib.identity

import data.lib.params
import data.lib.policy
import data.lib.public
import data.lib.subjects

# Each document, behind the id of the managed policy or of the user, role or group that has it, and a name for people.
documents contains [id, sprintf("policy %s", [input.iam.policies[id].name]), document] if {
	some id in subjects.attached_policies
	document := input.iam.policies[id].policy.document
}

documents contains [id, sprintf("inline policy %s", [name]), document] if {
	document := input.iam.users[id].inline[name].document
}

documents contains [id, sprintf("inline policy %s", [name]), document] if {
	document := input.iam.roles[id].inline[name].document
}

documents contains [id, sprintf("inline policy %s", [name]), document] if {
	document := input.iam.groups[id].inline[name].document
}

# Each managed policy that is attached to a user, role or group, behind the id of who has it.
attachments contains [id, policy_id] if some policy_id in input.iam.users[id].attached

attachments contains [id, policy_id] if some policy_id in input.iam.roles[id].attached

attachments contains [id, policy_id] if some policy_id in input.iam.groups[id].attached

# The ARN of a policy of AWS's own.
aws_policy(partition, name) := sprintf("arn:%s:iam::aws:policy/%s", [partition, name])

# Somebody of whom the owner of the account says that he may change the audit trail.
admin(id) if {
	some pattern in params.admins
	policy.matches(pattern, id)
}

# What lets decrypt with all keys of the account, for people. Aliases count, as AWS's own control has them.
decrypting(document, partition, account) := {text |
	some statement in document.statements
	_gives(statement, ["key", "alias"], partition, account)
	grants := {grant |
		some action in {"kms:Decrypt", "kms:ReEncryptFrom"}
		not _withheld(document, action, partition, account)
		some grant in policy.naming(statement, {action})
	}
	count(grants) > 0
	text := _text(statement, grants)
}

# What lets do everything with all keys of the account, for people. Denying a part of it is enough to end that. Who may
# do everything with aliases may do little with the keys.
mastering(document, partition, account) := {text |
	some statement in document.statements
	_gives(statement, ["key"], partition, account)
	policy.has_every_action(statement, "kms")
	not _curbed(document, partition, account)
	text := _text(statement, public.granted(statement, ["kms:"]))
}

_text(statement, grants) := sprintf("%s allows %s on %s", [
	policy.name(statement), concat(", ", sort(grants)), _resources(statement),
])

_resources(statement) := concat(", ", statement.resources) if count(statement.not_resources) == 0

_resources(statement) := sprintf("everything but %s", [concat(", ", statement.not_resources)]) if {
	count(statement.not_resources) > 0
}

_gives(statement, kinds, partition, account) if {
	statement.effect == "Allow"
	_all_keys(statement, kinds, partition, account)
	not _narrowed(statement.conditions)
}

# The document denies the action with all keys, whatever it allows.
_withheld(document, action, partition, account) if {
	some statement in document.statements
	_refuses(statement, partition, account)
	policy.has_action(statement, action)
}

_curbed(document, partition, account) if {
	some statement in document.statements
	_refuses(statement, partition, account)
	count(public.granted(statement, ["kms:"])) > 0
}

_refuses(statement, partition, account) if {
	statement.effect == "Deny"
	statement.conditions == []
	_all_keys(statement, ["key"], partition, account)
}

_all_keys(statement, kinds, partition, account) if {
	some pattern in statement.resources
	some kind in kinds
	_covers(pattern, kind, partition, account)
}

# All keys but some are still too many.
_all_keys(statement, _, partition, account) if {
	count(statement.not_resources) > 0
	every pattern in statement.not_resources {
		not _covers(pattern, "key", partition, account)
	}
}

# The text ends with a star that is to be taken as one.
_covers(pattern, kind, partition, account) if {
	endswith(pattern, "*")
	policy.matches(pattern, sprintf("arn:%s:kms:%s:%s:%s/*", [partition, _region(pattern), account, kind]))
}

_region(pattern) := concat(":", array.slice(split(pattern, ":"), 3, 4))

# Some condition says which keys, or what was encrypted.
_narrowed(conditions) if {
	policy.tied(conditions, `^(kms:resourcealiases$|kms:requestalias$|aws:resourcetag/|kms:encryptioncontext:)`)
}
