# The sets of resources that rules judge. A set holds ids: ARNs, or the account's number. What a set reads should be
# little: where that can't be seen, nobody knows who its members are. A resource that can't be told from a member
# stays in, so that it ends as unknown and not as forgotten.
package lib.subjects

# METADATA
# title: the account
# custom: {of: ""}
account contains input.source.account

# METADATA
# title: trails that this account owns
# description: An organization trail that is seen from a member account belongs to the management account.
# custom: {of: cloudtrail.trails}
trails contains id if input.cloudtrail.trails[id].owner == input.source.account

# METADATA
# title: trails of the account that deliver to CloudWatch Logs
# custom: {of: cloudtrail.trails}
logged_trails contains id if {
	some id in trails
	input.cloudtrail.trails[id].log_group != null
}

# METADATA
# title: trails of the account that encrypt with a KMS key
# custom: {of: cloudtrail.trails}
encrypted_trails contains id if {
	some id in trails
	input.cloudtrail.trails[id].kms_key_id != null
}

# METADATA
# title: buckets that receive the logs of the account's trails, whether they exist or not
# custom: {of: s3.buckets}
trail_buckets contains input.cloudtrail.trails[id].bucket if some id in trails

# METADATA
# title: existing buckets that receive the logs of the account's trails
# custom: {of: s3.buckets}
log_buckets contains id if {
	some id in trail_buckets
	not input.s3.buckets[id].exists == false
}

# METADATA
# title: keys that encrypt the logs of the account's trails, whether they exist or not
# custom: {of: kms.keys}
trail_keys contains key if {
	some id in trails
	key := input.cloudtrail.trails[id].key
	key != null
}

# METADATA
# title: existing keys that encrypt the logs of the account's trails
# custom: {of: kms.keys}
log_keys contains id if {
	some id in trail_keys
	not input.kms.keys[id].exists == false
}

# METADATA
# title: keys of the trails whose material KMS can rotate by itself
# description: >-
#   Symmetric customer managed keys with material from KMS, enabled; of a multi-Region key the primary, which rotates
#   for all.
# custom: {of: kms.keys}
rotatable_keys contains id if {
	some id in log_keys
	not id in _not_rotatable
}

# A set, not a function: "not f(x)" is undefined where x is unseen, and the key would be forgotten.
_not_rotatable contains id if {
	some id in log_keys
	metadata := input.kms.keys[id].metadata
	some field, value in {"manager": "CUSTOMER", "spec": "SYMMETRIC_DEFAULT", "origin": "AWS_KMS", "state": "Enabled"}
	_member(metadata, field) != value
}

_not_rotatable contains id if {
	some id in log_keys
	input.kms.keys[id].metadata.multi_region_type == "REPLICA"
}

_member(object_, field) := object_[field]

# METADATA
# title: log groups that the account's trails deliver to
# custom: {of: logs.groups}
trail_log_groups contains group if {
	some id in trails
	group := input.cloudtrail.trails[id].log_group
	group != null
}

# METADATA
# title: topics that alarms on the trails' log groups notify
# custom: {of: sns.topics}
alarm_topics contains topic if {
	some group in trail_log_groups
	some filter in input.logs.groups[group].metric_filters
	some metric in filter.metrics
	some alarm in input.cloudwatch.alarms
	alarm.region == input.logs.groups[group].region
	alarm.namespace == metric.namespace
	alarm.metric_name == metric.name
	some topic in alarm.alarm_actions
	startswith(topic, "arn:")
	split(topic, ":")[2] == "sns"
}
