# METADATA
# title: Log bucket is replicated to buckets of ours only
# description: >-
#   Replication sends a copy of every log file to its destination, and no management event tells of the copies. A
#   destination that is a stranger's, or a name that nobody owns, gives all logs away. It is critical because the
#   trail is exposed now. Ours are the buckets of this account and of those in the parameter accounts.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-change-owner.html
# custom:
#   severity: critical
#   subject: replicated_buckets
#   controls:
#     trailproof: [EX-21]
#   remediation: |
#     If the account is yours, name it in the parameter accounts. If it is not, disable the rule at once, in a copy of
#     all rules, since the call replaces them; then find out who set it up:
#     aws s3api get-bucket-replication --bucket BUCKET --query ReplicationConfiguration > replication.json
#     aws s3api put-bucket-replication --bucket BUCKET --replication-configuration file://replication.json
#     aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=PutBucketReplication \
#       --region BUCKET_REGION
package rules.s3.replication_target

import data.lib.accounts
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.replicated_buckets
	some rule in input.s3.buckets[id].replication.rules
	rule.enabled
	rule.account != null
	not rule.account in accounts.ours
	message := sprintf("%s copies to %s of account %s, which is not ours%s", [
		_name(rule), rule.destination, rule.account, _ownership(rule.owner_override),
	])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.replicated_buckets
	some rule in input.s3.buckets[id].replication.rules
	rule.enabled
	input.s3.buckets[rule.destination].exists == false
	message := sprintf("%s copies to %s, which does not exist: its name is free for anybody to take", [
		_name(rule), rule.destination,
	])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.replicated_buckets
	some rule in input.s3.buckets[id].replication.rules
	rule.enabled
	not input.s3.buckets[rule.destination].exists == false
	owner := input.s3.buckets[rule.destination].owner
	not owner in accounts.ours
	message := sprintf("%s copies to %s, which belongs to %s%s", [
		_name(rule), rule.destination, _owner(owner), _ownership(rule.owner_override),
	])
}

_name(rule) := sprintf("replication rule %q", [rule.id]) if rule.id != null

_name(rule) := "a replication rule without ID" if rule.id == null

_owner(null) := "none of our accounts (S3 does not tell to whom)"

_owner(owner) := sprintf("account %s, which is not ours", [owner]) if owner != null

_ownership(true) := ", and gives the copies to their owner"

_ownership(false) := ""
