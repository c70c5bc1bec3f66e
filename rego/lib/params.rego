# The parameters of the rules: what only the owner of an account can know. Each reads data.params and has a default.
package lib.params

# METADATA
# scope: rule
# title: Further accounts that are ours
# description: >-
#   Account numbers beside that of the account that is looked at. A log bucket or key of one of these accounts is ours,
#   and a policy may name their trails.
# custom:
#   schema: {type: array, items: {type: string, pattern: "^[0-9]{12}$"}, uniqueItems: true}
default accounts := []

accounts := data.params.accounts

# METADATA
# scope: rule
# title: Log buckets
# description: >-
#   Names of the buckets that trails may deliver to; an empty list admits any bucket of ours. Those of them that the
#   account owns are log buckets even if none of its trails delivers there, and no others are searched for.
# custom:
#   schema: {type: array, items: {type: string, minLength: 1}, uniqueItems: true}
default buckets := []

buckets := data.params.buckets

# METADATA
# scope: rule
# title: Hours within which logs must arrive
# description: >-
#   How old the newest delivery to CloudWatch Logs may be. CloudTrail delivers within minutes where anything happens.
# custom:
#   schema: {type: integer, minimum: 1}
default delivery_hours := 24

delivery_hours := data.params.delivery_hours

# METADATA
# scope: rule
# title: Days for which a deleted log file can be brought back
# description: >-
#   For how many days the noncurrent version of a log file must be kept after somebody deleted or overwrote the file:
#   the time to notice it.
# custom:
#   schema: {type: integer, minimum: 1}
default noncurrent_days := 30

noncurrent_days := data.params.noncurrent_days

# METADATA
# scope: rule
# title: Days for which logs are kept
# description: >-
#   For how many days log files must be kept. PCI DSS asks for one year; laws and contracts may ask for more.
# custom:
#   schema: {type: integer, minimum: 1}
default retention_days := 365

retention_days := data.params.retention_days

# METADATA
# scope: rule
# title: Days within which a key must be rotated
# description: >-
#   How old the material of a key may be where rotation is on: by default the year that KMS takes, and what a rotation
#   may be late.
# custom:
#   schema: {type: integer, minimum: 1}
default rotation_days := 400

rotation_days := data.params.rotation_days

# METADATA
# scope: rule
# title: Event configuration of the trails
# description: >-
#   The size, aggregation and enrichment of events that are meant to be set on every trail; what is not named is meant
#   to be as CloudTrail has it by default. Aggregations map a category of events to templates, context_keys a type to
#   keys.
# custom:
#   schema:
#     type: object
#     additionalProperties: false
#     properties:
#       max_event_size: {enum: [Standard, Large]}
#       aggregations: {type: object, additionalProperties: {type: array, items: {type: string}, uniqueItems: true}}
#       context_keys: {type: object, additionalProperties: {type: array, items: {type: string}, uniqueItems: true}}
default event_configuration := {}

event_configuration := data.params.event_configuration

# METADATA
# scope: rule
# title: Principals that may change the audit trail
# description: >-
#   ARNs of the users, roles and groups that are meant to administer the trail, so that their changes to it, and
#   policies that let them make any, need no explanation; * stands for any run of characters, as in the ARN of a role
#   that ends in random letters. An empty list explains nothing.
# custom:
#   schema: {type: array, items: {type: string, pattern: "^arn:[a-z-]+:(iam|sts)::[0-9]{12}:."}, uniqueItems: true}
default admins := []

admins := data.params.admins

# METADATA
# scope: rule
# title: Days for which changes to trails are told
# description: >-
#   How long ago a trail may have been stopped or changed for that to be reported. CloudTrail keeps its event history
#   for 90 days.
# custom:
#   schema: {type: integer, minimum: 1, maximum: 90}
default history_days := 30

history_days := data.params.history_days

# METADATA
# scope: rule
# title: Event sources that are reached through VPC endpoints
# description: >-
#   Sources of events, such as kms.amazonaws.com, of the services for which the account has VPC endpoints; which
#   endpoints exist is not looked at.
# custom:
#   schema: {type: array, items: {type: string, pattern: "^[a-z0-9-]+[.]amazonaws[.]com"}, uniqueItems: true}
default endpoint_sources := []

endpoint_sources := data.params.endpoint_sources

# METADATA
# scope: rule
# title: Event data stores of the organization
# description: Names of the event data stores that must collect the events of all accounts of the organization.
# custom:
#   schema: {type: array, items: {type: string, minLength: 1}, uniqueItems: true}
default organization_stores := []

organization_stores := data.params.organization_stores

# METADATA
# scope: rule
# title: Approved keys
# description: ARNs of the KMS keys that may encrypt log files; an empty list admits any key.
# custom:
#   schema: {type: array, items: {type: string, pattern: "^arn:[a-z-]+:kms:"}, uniqueItems: true}
default keys := []

keys := data.params.keys

# METADATA
# scope: rule
# title: Topics that trails may notify
# description: ARNs of the SNS topics that trails may notify of deliveries; an empty list admits any topic, and none.
# custom:
#   schema: {type: array, items: {type: string, pattern: "^arn:[a-z-]+:sns:"}, uniqueItems: true}
default topics := []

topics := data.params.topics

# METADATA
# scope: rule
# title: Log groups that trails may deliver to
# description: >-
#   ARNs of CloudWatch Logs groups, without the closing ":*"; an empty list admits any log group, and none.
# custom:
#   schema: {type: array, items: {type: string, pattern: "^arn:[a-z-]+:logs:.*[^*]$"}, uniqueItems: true}
default log_groups := []

log_groups := data.params.log_groups

# METADATA
# scope: rule
# title: Tags that trails must have
# description: Keys of tags; an empty list demands none.
# custom:
#   schema: {type: array, items: {type: string, minLength: 1}, uniqueItems: true}
default required_tags := []

required_tags := data.params.required_tags

# METADATA
# scope: rule
# title: Our organization
# description: >-
#   The id of the organization whose accounts are ours. A policy may name it in place of accounts; another organization,
#   or any where this is empty, is none of ours.
# custom:
#   schema: {type: string, pattern: "^(o-[a-z0-9]{10,32})?$"}
default org_id := ""

org_id := data.params.org_id

# METADATA
# scope: rule
# title: Strangers who may have access to the logs
# description: >-
#   What may stand in the policies of the log bucket and its key although it is none of our accounts: numbers of
#   accounts, ARNs of principals, names of services, ids of VPC endpoints and VPCs, ranges of addresses. Each as the
#   policy writes it.
# custom:
#   schema: {type: array, items: {type: string, pattern: "^[^*?]"}, uniqueItems: true}
default readers := []

readers := data.params.readers

# METADATA
# scope: rule
# title: Principals that may write among the logs
# description: >-
#   ARNs of roles that put objects where trails write, such as the role that replicates another log bucket into this
#   one.
# custom:
#   schema: {type: array, items: {type: string, pattern: "^arn:[^*?]+$"}, uniqueItems: true}
default writers := []

writers := data.params.writers

# METADATA
# scope: rule
# title: Targets of the log bucket's notifications
# description: >-
#   ARNs of the topics, queues and functions that the log bucket may notify; an empty list admits any of our accounts.
# custom:
#   schema: {type: array, items: {type: string, pattern: "^arn:[^*?]+$"}, uniqueItems: true}
default notification_targets := []

notification_targets := data.params.notification_targets

# METADATA
# scope: rule
# title: How many grants a key may have
# description: >-
#   CloudTrail needs none on the key of a trail, and readers of the logs none that the key policy could not give.
# custom:
#   schema: {type: integer, minimum: 0}
default max_grants := 10

max_grants := data.params.max_grants

# METADATA
# scope: rule
# title: When the grants were looked through
# description: >-
#   The time at which somebody last went through the grants on the trails' keys; later ones are reported. Empty means
#   that their age does not matter.
# custom:
#   schema: {type: string, pattern: "^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?$"}
default grants_reviewed := ""

grants_reviewed := data.params.grants_reviewed

# METADATA
# scope: rule
# title: Days for which the root user stays away
# description: >-
#   How long ago the root user must have been there last. What only he can do is rare.
# custom:
#   schema: {type: integer, minimum: 1}
default root_days := 30

root_days := data.params.root_days
