# Who may use a KMS key, by its policy and by a grant.
package lib.keys

import data.lib.deputy
import data.lib.policy

# The statements that let CloudTrail use the key. Describing a key gives nothing away; older default policies allow it
# without a condition.
for_cloudtrail(document) := [statement |
	some statement in document.statements
	statement.effect == "Allow"
	policy.has_service(statement, "cloudtrail.amazonaws.com")
	_uses_key(statement)
]

_uses_key(statement) if {
	some action in ["kms:GenerateDataKey", "kms:Decrypt", "kms:Encrypt", "kms:ReEncryptFrom", "kms:CreateGrant"]
	policy.has_action(statement, action)
}

# Those who may use or retire the grant, by the verb, and that are not known: principals and accounts. AWS services and
# principals that were deleted have no account to go by.
strangers(grant, known) := {[verb, principal] |
	some verb, principal in {"use": grant.grantee, "retire": grant.retiring}
	principal != null
	not principal in known
	account := deputy.owner(principal)
	not account in known
}

# The operations of a grant that open what the key encrypted, or let the grantee give grants himself, where the grant is
# bound to no encryption context and to no source.
unbound(grant) := {operation | some operation in grant.operations} & _opening if {
	count(grant.encryption_context_equals) == 0
	count(grant.encryption_context_subset) == 0
	grant.source_arn == null
}

_opening := {
	"CreateGrant", "Decrypt", "GenerateDataKey", "GenerateDataKeyPair", "GenerateDataKeyPairWithoutPlaintext",
	"GenerateDataKeyWithoutPlaintext", "ReEncryptFrom",
}
