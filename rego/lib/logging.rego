# Who lets S3 deliver server access logs.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
package lib.logging

import data.lib.policy

# The ACL lets the group write that delivered access logs before there was a service principal. Where ACLs are disabled,
# S3 answers with the owner's grant alone.
granted(acl) if {
	some grant in acl.grants
	endswith(grant.grantee, "/s3/LogDelivery")
	grant.permission in {"WRITE", "FULL_CONTROL"}
}

# The policy, which is null where there is none, lets the service put objects at the place. The context has what the
# service says of the bucket whose accesses it logs, by condition key.
allowed(granting, place, context) if {
	some statement in granting.document.statements
	statement.effect == "Allow"
	policy.has_service(statement, "logging.s3.amazonaws.com")
	policy.has_action(statement, "s3:PutObject")
	policy.has_resource(statement, place)
	every condition in statement.conditions {
		_agrees(condition, context)
	}
}

# Conditions that ask for nothing of the context are taken to hold.
_agrees(condition, _) if not condition.operator in policy.positive

_agrees(condition, context) if not condition.key in object.keys(context)

_agrees(condition, context) if context[condition.key] in condition.values

_agrees(condition, context) if {
	condition.operator in {"StringLike", "ArnEquals", "ArnLike"}
	some value in condition.values
	policy.matches(value, context[condition.key])
}
