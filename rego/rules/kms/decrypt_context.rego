# METADATA
# title: Key decrypts nothing but logs for those who read logs
# description: >-
#   With a condition on the encryption context that CloudTrail sets, a reader of the logs can decrypt logs with the
#   key, and nothing else that was ever encrypted with it. The root principal of the key's account has to stay
#   without one: without it nobody could manage the key. It is low because no stranger gets in by this; whether one
#   does, the rules on the public and on foreign principals say.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
# custom:
#   severity: low
#   subject: log_keys
#   controls:
#     trailproof: [EX-33]
#   remediation: |
#     Give the statement the condition Null kms:EncryptionContext:aws:cloudtrail:arn false, or StringLike
#     kms:EncryptionContext:aws:cloudtrail:arn with arn:PARTITION:cloudtrail:*:ACCOUNT:trail/*, and leave kms:Decrypt
#     and kms:ReEncrypt* out of the statement of those who manage the key. Merge it into the policy; do not replace the
#     policy.
#     aws kms get-key-policy --key-id KEY_ARN --region REGION --policy-name default
#     aws kms put-key-policy --key-id KEY_ARN --region REGION --policy-name default --policy file://policy.json
package rules.kms.decrypt_context

import data.lib.foreign
import data.lib.policy
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_keys
	some statement in input.kms.keys[id].policy.document.statements
	grants := policy.naming(statement, {"kms:Decrypt", "kms:ReEncryptFrom"})
	count(grants) > 0
	not _in_context(statement.conditions)
	readers := _readers(statement, input.kms.keys[id].owner)
	count(readers) > 0
	message := sprintf("%s lets %s %s, whatever was encrypted: no condition asks for CloudTrail's encryption context", [
		policy.name(statement), concat(", ", sort(readers)), concat(", ", sort(grants)),
	])
}

_readers(statement, owner) := foreign.admitted(statement, set()) - {sprintf("account %s", [owner])}

_in_context(conditions) if {
	some condition in conditions
	condition.key == "kms:encryptioncontext:aws:cloudtrail:arn"
	_asks(condition)
}

_asks(condition) if {
	condition.operator in policy.positive
	policy.demands(condition)
}

_asks(condition) if {
	condition.operator == "Null"
	condition.values == ["false"]
}
