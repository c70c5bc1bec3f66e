# The sets of resources that rules judge. A set holds ids: ARNs, or the account's number. What a set reads should be
# little: where that can't be seen, nobody knows who its members are. A resource that can't be told from a member stays
# in, so that it ends as unknown and not as forgotten.
package lib.subjects

import data.lib.deputy
import data.lib.params

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
# title: trails of the account, where the parameter keys approves some keys
# custom: {of: cloudtrail.trails}
trails_with_approved_keys contains id if {
	count(params.keys) > 0
	some id in trails
}

# METADATA
# title: trails of the account, where the parameters say which buckets, topics or log groups they may deliver to
# custom: {of: cloudtrail.trails}
trails_with_destinations contains id if {
	count(array.concat(params.buckets, array.concat(params.topics, params.log_groups))) > 0
	some id in trails
}

# METADATA
# title: trails of the account, where the parameter required_tags demands some tags
# custom: {of: cloudtrail.trails}
trails_with_required_tags contains id if {
	count(params.required_tags) > 0
	some id in trails
}

# METADATA
# title: trails of the account that write digest files
# custom: {of: cloudtrail.trails}
validated_trails contains id if {
	some id in trails
	input.cloudtrail.trails[id].log_file_validation_enabled
}

# METADATA
# title: trails of the account that have Insights
# custom: {of: cloudtrail.trails}
insight_trails contains id if {
	some id in trails
	not input.cloudtrail.trails[id].insight_selectors == null
}

# METADATA
# title: trails of the account that deliver to CloudWatch Logs
# custom: {of: cloudtrail.trails}
streaming_trails contains id if {
	some id in trails
	input.cloudtrail.trails[id].log_group != null
}

# METADATA
# title: buckets that receive the logs of the account's trails, existing or not, or in this account those of others
# custom: {of: s3.buckets}
trail_buckets contains input.cloudtrail.trails[id].bucket if some id in trails

trail_buckets contains id if input.s3.central_buckets[id].trails

# METADATA
# title: existing buckets that receive the logs of the account's trails, or in this account those of others
# custom: {of: s3.buckets}
log_buckets contains id if {
	some id in trail_buckets
	not input.s3.buckets[id].exists == false
}

# METADATA
# title: trails that deliver to the log buckets, as far as they are seen from here
# description: Those of the account, and those of others that deliver to a bucket of the account.
# custom: {of: cloudtrail.trails}
delivering_trails contains id if some id in trails

delivering_trails contains id if some id in input.s3.central_buckets[_].trails

# METADATA
# title: existing log buckets that a trail which is seen from here delivers to
# description: What other trails write, and how, is not known here.
# custom: {of: s3.buckets}
fed_buckets contains id if {
	id := input.cloudtrail.trails[delivering_trails[_]].bucket
	id in log_buckets
}

# METADATA
# title: log buckets that may have lifecycle rules, which MFA Delete excludes
# custom: {of: s3.buckets}
lifecycle_buckets contains id if {
	some id in log_buckets
	not input.s3.buckets[id].versioning.mfa_delete == "Enabled"
}

# METADATA
# title: log buckets with Object Lock
# custom: {of: s3.buckets}
locked_buckets contains id if {
	some id in log_buckets
	not id in _unlocked
}

_unlocked contains id if input.s3.buckets[id].object_lock == null

_unlocked contains id if input.s3.buckets[id].object_lock.enabled == false

# METADATA
# title: log buckets whose accesses are logged
# custom: {of: s3.buckets}
logged_buckets contains id if {
	some id in log_buckets
	not input.s3.buckets[id].logging == null
}

# METADATA
# title: log buckets whose access logs go to another bucket that exists
# custom: {of: s3.buckets}
witnessed_buckets contains id if {
	some id in logged_buckets
	not id in _unwitnessed
}

_unwitnessed contains id if input.s3.buckets[id].logging.target == id

_unwitnessed contains id if input.s3.buckets[input.s3.buckets[id].logging.target].exists == false

# METADATA
# title: log buckets whose default encryption names a key, and that a trail which is seen from here delivers to
# custom: {of: s3.buckets}
keyed_buckets contains id if {
	some id in fed_buckets
	not input.s3.buckets[id].encryption_key == null
}

# METADATA
# title: log buckets that replicate
# custom: {of: s3.buckets}
replicated_buckets contains id if {
	some id in log_buckets
	not input.s3.buckets[id].replication == null
}

# METADATA
# title: existing buckets of the account that receive logs of trails
# custom: {of: s3.buckets}
own_log_buckets contains id if {
	some id in log_buckets
	not id in _foreign_buckets
}

_foreign_buckets contains id if input.s3.buckets[id].owner != input.source.account

# METADATA
# title: the account, where a bucket of its own receives logs of trails
# description: What happens in a bucket of another account is recorded by that account's trails.
# custom: {of: ""}
account_with_log_bucket contains input.source.account if count(own_log_buckets) > 0

# METADATA
# title: the account, where the parameter endpoint_sources names services with VPC endpoints
# custom: {of: ""}
account_with_endpoints contains input.source.account if count(params.endpoint_sources) > 0

# METADATA
# title: the account, unless all its trails belong to others
# description: What an organization trail lacks is the management account's to mend.
# custom: {of: ""}
account_of_own_trails contains input.source.account if count(trails) > 0

account_of_own_trails contains input.source.account if count(_known_trails) == 0

_known_trails contains id if input.cloudtrail.trails[id].name

# METADATA
# title: event data stores that this account owns
# custom: {of: cloudtrail.event_data_stores}
event_data_stores contains id if {
	input.cloudtrail.event_data_stores[id].name
	split(id, ":")[4] == input.source.account
}

# METADATA
# title: event data stores that the parameter organization_stores names
# custom: {of: cloudtrail.event_data_stores}
organization_stores contains id if {
	some id in event_data_stores
	input.cloudtrail.event_data_stores[id].name in params.organization_stores
}

# METADATA
# title: keys that encrypt the logs of the account's trails, existing or not, or in its buckets those of others
# custom: {of: kms.keys}
trail_keys contains key if {
	some id in trails
	key := input.cloudtrail.trails[id].key
	key != null
}

trail_keys contains key if some key in input.s3.central_buckets[_].keys

# METADATA
# title: existing keys that encrypt the logs of the account's trails, or in its buckets those of others
# custom: {of: kms.keys}
log_keys contains id if {
	some id in trail_keys
	not input.kms.keys[id].exists == false
}

# METADATA
# title: keys that encrypt the logs of the account's trails and that KMS can rotate
# description: >-
#   KMS rotates enabled symmetric keys of the customer whose material it made itself. Replicas share the setting of
#   their primary.
# custom: {of: kms.keys}
rotatable_keys contains id if {
	some id in log_keys
	not id in _never_rotated
}

_never_rotated contains id if input.kms.keys[id].metadata.manager != "CUSTOMER"

_never_rotated contains id if input.kms.keys[id].metadata.spec != "SYMMETRIC_DEFAULT"

_never_rotated contains id if input.kms.keys[id].metadata.origin != "AWS_KMS"

_never_rotated contains id if input.kms.keys[id].metadata.state != "Enabled"

# METADATA
# title: keys that encrypt the logs of the account's trails and that KMS rotates
# custom: {of: kms.keys}
rotated_keys contains id if {
	some id in rotatable_keys
	not id in _unrotated
}

_unrotated contains id if input.kms.keys[id].rotation == null

_unrotated contains id if input.kms.keys[id].rotation.enabled == false

# In files and in log groups.
_encrypting contains id if some id in trail_keys

_encrypting contains key if {
	some group in trail_log_groups
	key := input.logs.groups[group].settings.kms_key_id
	key != null
}

# METADATA
# title: primary and replicas of the multi-Region keys that encrypt the logs of the account's trails
# description: Keys of the log groups that the trails deliver to are among those that encrypt.
# custom: {of: kms.keys}
key_relatives contains relative if {
	some id in _encrypting
	some relative in input.kms.keys[id].replicas
	not input.kms.keys[relative].exists == false
}

key_relatives contains primary if {
	some id in _encrypting
	primary := input.kms.keys[id].primary
	primary != null
	not input.kms.keys[primary].exists == false
}

# Of a key that nobody could describe, nobody knows the relatives.
key_relatives contains id if {
	some id in _encrypting
	not input.kms.keys[id].replicas
}

# METADATA
# title: keys that a template makes to encrypt the logs of its trails
# description: Empty for a live account, where a key has none of what only a template can leave open.
# custom: {of: kms.keys, source: template}
template_keys contains id if {
	input.source.kind != "aws"
	some id in log_keys
}

# METADATA
# title: log groups that the account's trails deliver to, whether they exist or not
# custom: {of: logs.groups}
trail_log_groups contains input.cloudtrail.trails[id].log_group if some id in streaming_trails

# METADATA
# title: topics that alarms on the trails' metrics notify, whether they exist or not
# custom: {of: sns.topics}
alarm_topics contains topic if {
	some topic in input.cloudwatch.alarms[_].alarm_actions
	split(topic, ":")[2] == "sns"
}

# METADATA
# title: access points of every kind that lead to the log buckets
# custom: {of: s3.access_points}
side_doors contains id if {
	some id, point in input.s3.access_points
	some target in point.targets
	target.bucket in log_buckets
}

# METADATA
# title: access points in one Region that lead to the log buckets
# custom: {of: s3.access_points}
access_points contains id if {
	some id in side_doors
	input.s3.access_points[id].kind != "multi_region"
}

# METADATA
# title: Multi-Region Access Points that lead to the log buckets
# custom: {of: s3.access_points}
multi_region_access_points contains id if {
	some id in side_doors
	input.s3.access_points[id].kind == "multi_region"
}

# METADATA
# title: locations of S3 Access Grants that hold something of the log buckets
# custom: {of: s3.access_grants_locations}
access_grants_locations contains id if {
	some id, location in input.s3.access_grants_locations
	some bucket in location.buckets
	bucket in log_buckets
}

# METADATA
# title: managed policies of the account that are attached to somebody
# description: Those that nobody has grant nothing; those of AWS can't be changed.
# custom: {of: iam.policies}
attached_policies contains id if {
	input.iam.policies[id].attachments > 0
	split(id, ":")[4] == input.source.account
}

# METADATA
# title: users, roles and groups that have inline policies
# custom: {of: iam}
inline_identities contains id if count(input.iam.users[id].inline) > 0

inline_identities contains id if count(input.iam.roles[id].inline) > 0

inline_identities contains id if count(input.iam.groups[id].inline) > 0

# METADATA
# title: the account's own attached policies, and users, roles and groups that have inline ones
# custom: {of: iam}
grantors contains id if some id in attached_policies

grantors contains id if some id in inline_identities

# METADATA
# title: users, roles and groups that have policies of AWS's own
# custom: {of: iam}
aws_policy_holders contains id if _of_aws(input.iam.users[id].attached)

aws_policy_holders contains id if _of_aws(input.iam.groups[id].attached)

aws_policy_holders contains id if some id in aws_policy_roles

# METADATA
# title: roles that have policies of AWS's own
# custom: {of: iam.roles}
aws_policy_roles contains id if _of_aws(input.iam.roles[id].attached)

_of_aws(attached) if {
	some policy in attached
	split(policy, ":")[4] == "aws"
}

# METADATA
# title: roles that services assume for the resources of accounts
# description: >-
#   Services that record, deliver and forward say on behalf of which resource they assume a role; others, such as EC2,
#   don't. The trust of service-linked roles is AWS's own.
# custom: {of: iam.roles}
deputy_roles contains id if {
	some statement in input.iam.roles[id].trust.document.statements
	count(deputy.senders(statement)) > 0
	not contains(id, ":role/aws-service-role/")
}

# Of a role whose trust nobody could read, nobody knows whom it trusts.
deputy_roles contains id if {
	input.iam.roles[id].name
	not input.iam.roles[id].trust.document
}

# METADATA
# title: the account, where it has a root user who can sign in
# description: >-
#   In AWS GovCloud (US) the root user can't sign in and can't have MFA, and in China there is none.
# custom: {of: ""}
account_with_root contains input.source.account if input.source.partition == "aws"

# METADATA
# title: trails of the account whose logs are encrypted with a key
# custom: {of: cloudtrail.trails}
encrypted_trails contains id if {
	some id in trails
	input.cloudtrail.trails[id].kms_key_id != null
}
