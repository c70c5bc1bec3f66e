# A small account for the tests of rules, and ways to change what a test is about. Nobody looked at what it lacks.
package lib.fixtures_test

account := "111122223333"

# An account that is not ours.
stranger := "999988887777"

trail := "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit"

bucket := "arn:aws:s3:::audit-logs"

# A bucket for copies, and one for access logs.
replica := "arn:aws:s3:::audit-replica"

access_logs := "arn:aws:s3:::access-logs"

key := "arn:aws:kms:us-east-1:111122223333:key/0c4f6a3e-8f0e-4c65-9b7a-5c1e2b7a9d4e"

group := "arn:aws:logs:us-east-1:111122223333:log-group:audit"

topic := "arn:aws:sns:us-east-1:111122223333:alarms"

store := "arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/lake"

# What GetTrailStatus says in each Region.
status := {
	"is_logging": true,
	"start_logging_time": "2026-01-01T00:00:00Z",
	"stop_logging_time": null,
	"latest_delivery_time": "2026-03-01T11:55:00Z",
	"latest_delivery_error": null,
	"latest_digest_delivery_time": "2026-03-01T11:10:00Z",
	"latest_digest_delivery_error": null,
	"latest_cloudwatch_logs_delivery_time": null,
	"latest_cloudwatch_logs_delivery_error": null,
}

_trail := {
	"name": "audit",
	"home_region": "us-east-1",
	"owner": account,
	"bucket": bucket,
	"s3_bucket_name": "audit-logs",
	"s3_key_prefix": null,
	"is_multi_region_trail": true,
	"is_organization_trail": false,
	"include_global_service_events": true,
	"log_file_validation_enabled": true,
	"sns_topic": null,
	"log_group": null,
	"logs_role": null,
	"kms_key_id": key,
	"key": key,
	"status": {"eu-west-1": status, "us-east-1": status},
	"event_selectors": {"basic": [], "advanced": []},
	"insight_selectors": null,
	"tags": {},
}

_store := {
	"name": "lake",
	"region": "us-east-1",
	"detail": {
		"status": "ENABLED",
		"multi_region": true,
		"organization": false,
		"retention_days": 400,
		"termination_protection": true,
		"kms_key_id": key,
		"selectors": [{"name": null, "fields": [management]}],
	},
}

# What belongs to others, or has nothing to do with the account's trails, and is as bad as can be: a rule that denies it
# has lost its subjects.
_bystanders := {
	"cloudtrail": {
		"trails": {"arn:aws:cloudtrail:us-east-1:999988887777:trail/bystander": {
			"name": "bystander",
			"home_region": "us-east-1",
			"owner": stranger,
			"bucket": "arn:aws:s3:::bystander",
			"s3_bucket_name": "bystander",
			"s3_key_prefix": null,
			"is_multi_region_trail": false,
			"is_organization_trail": true,
			"include_global_service_events": true,
			"log_file_validation_enabled": false,
			"sns_topic": null,
			"log_group": "arn:aws:logs:us-east-1:999988887777:log-group:bystander",
			"logs_role": null,
			"kms_key_id": null,
			"key": "arn:aws:kms:us-east-1:999988887777:key/bystander",
			"status": {"us-east-1": object.union(status, {
				"is_logging": false,
				"start_logging_time": null,
				"stop_logging_time": "2026-03-01T00:00:00Z",
				"latest_delivery_error": "NoSuchBucket",
			})},
			"event_selectors": {"advanced": [], "basic": [{
				"read_write_type": "ReadOnly",
				"include_management_events": false,
				"exclude_management_event_sources": [],
				"data_resources": [],
			}]},
			"insight_selectors": [{"type": "ApiErrorRateInsight", "event_categories": ["Data"]}],
			"tags": {},
		}},
		"event_data_stores": {"arn:aws:cloudtrail:us-east-1:999988887777:eventdatastore/bystander": {
			"name": "bystander",
			"region": "us-east-1",
			"detail": {
				"status": "PENDING_DELETION",
				"multi_region": false,
				"organization": false,
				"retention_days": 7,
				"termination_protection": false,
				"kms_key_id": null,
				"selectors": [{"name": null, "fields": [management, field("readOnly", {"equals": ["true"]})]}],
			},
		}},
	},
	"s3": {"buckets": {
		"arn:aws:s3:::bystander": {
			"name": "bystander",
			"exists": true,
			"owner": null,
			"region": "eu-west-1",
			"policy": _loose("aws:sourcearn", [
				"arn:aws:cloudtrail:us-east-1:222233334444:trail/x",
				"arn:aws:cloudtrail:us-east-1:111122223333:trail/x",
				"arn:aws:cloudtrail:*:111122223333:trail/x",
			]),
			"policy_status": {"is_public": true},
			"acl": {"owner": "c9", "grants": [
				{"type": "Group", "grantee": "http://acs.amazonaws.com/groups/global/AllUsers", "permission": "READ"},
			]},
			"public_access_block": null,
			"versioning": {"status": "Suspended", "mfa_delete": null},
			"object_lock": null,
			"logging": null,
			"ownership": null,
			"encryption": {
				"algorithm": "aws:kms",
				"kms_key_id": null,
				"bucket_key": true,
				"blocked_types": ["SSE-S3", "SSE-KMS"],
			},
			"encryption_key": null,
			"lifecycle": [lifecycle_rule({"expiration_days": 1, "noncurrent_days": 1})],
			"replication": {"role": "r", "rules": [replication_rule({"destination": "arn:aws:s3:::foreign"})]},
			"notification": null,
			"website": {"index_document": "i", "redirect_all_host": null},
			"cors": [{"methods": ["GET"], "origins": ["*"]}],
			"request_payer": "Requester",
		},
		"arn:aws:s3:::foreign": {
			"name": "for.eign",
			"exists": true,
			"owner": stranger,
			"policy": null,
			"versioning": null,
			"object_lock": {"enabled": true, "mode": null, "days": null, "years": null},
			"logging": {"target": "arn:aws:s3:::foreign", "prefix": ""},
			"encryption": null,
			"encryption_key": "arn:aws:kms:us-east-1:999988887777:key/gone",
			"lifecycle": null,
			"replication": null,
		},
		"arn:aws:s3:::logger": {
			"name": "logger",
			"exists": true,
			"owner": "222233334444",
			"region": "us-east-1",
			"policy": {"document": {"statements": [allow({"principals": root(stranger), "actions": ["*"]})]}},
			"encryption": {"algorithm": "aws:kms", "kms_key_id": null, "bucket_key": false, "blocked_types": []},
			"encryption_key": null,
			"logging": {"target": "arn:aws:s3:::sink", "prefix": ""},
			"replication": {"role": "r", "rules": [
				replication_rule({"destination": "arn:aws:s3:::sink", "account": stranger}),
				replication_rule({"destination": "arn:aws:s3:::void"}),
			]},
			"notification": {"event_bridge": false, "targets": [
				{"arn": "arn:aws:sqs:eu-west-1:999988887777:bystander", "events": ["s3:ObjectCreated:*"]},
			]},
		},
		"arn:aws:s3:::sink": {
			"name": "sink",
			"exists": true,
			"owner": stranger,
			"region": "us-east-1",
			"policy": {"document": {"statements": [allow({"principals": root(account), "actions": ["*"]})]}},
			"acl": {"owner": "c9", "grants": []},
			"encryption": {"algorithm": "aws:kms", "kms_key_id": "k", "bucket_key": false, "blocked_types": []},
			"encryption_key": "arn:aws:kms:us-east-1:999988887777:key/managed",
			"object_lock": {"enabled": true, "mode": "GOVERNANCE", "days": 1, "years": null},
			"logging": {"target": "arn:aws:s3:::void", "prefix": ""},
			"request_payer": "Requester",
		},
		"arn:aws:s3:::abroad": {
			"name": "abroad",
			"exists": true,
			"owner": stranger,
			"region": "eu-west-1",
			"logging": {"target": "arn:aws:s3:::sink", "prefix": ""},
		},
		"arn:aws:s3:::void": {"name": "void", "exists": false, "owner": null, "region": null},
	}},
	"kms": {"keys": {
		"arn:aws:kms:us-east-1:999988887777:key/bystander": {
			"region": "us-east-1",
			"owner": stranger,
			"exists": true,
			"primary": null,
			"replicas": [],
			"metadata": {
				"manager": "CUSTOMER",
				"state": "PendingDeletion",
				"spec": "RSA_2048",
				"usage": "SIGN_VERIFY",
				"origin": "EXTERNAL_KEY_STORE",
				"valid_to": "2026-03-02T00:00:00Z",
				"deletion_date": "2026-03-02T00:00:00Z",
				"multi_region": true,
				"multi_region_type": null,
				"replicas": [],
			},
			"policy": _loose("aws:sourceaccount", ["222233334444"]),
			"rotation": null,
			"grants": [grant({"id": sprintf("g%d", [i]), "grantee": "arn:aws:iam::222233334444:root", "source_arn": null}) |
				some i in numbers.range(1, 11)
			],
		},
		"arn:aws:kms:us-east-1:999988887777:key/managed": {
			"region": "us-east-1",
			"owner": stranger,
			"exists": true,
			"metadata": {"manager": "AWS"},
		},
		"arn:aws:kms:us-east-1:999988887777:key/gone": {
			"region": "us-east-1",
			"owner": stranger,
			"exists": false,
			"metadata": null,
		},
	}},
	"iam": {
		"users": {"arn:aws:iam::111122223333:user/bystander": {"name": "bystander", "inline": {}}},
		"roles": {"arn:aws:iam::111122223333:role/bystander": {"name": "bystander", "inline": {}}},
		"groups": {"arn:aws:iam::111122223333:group/bystander": {"name": "bystander", "inline": {}}},
		"policies": {
			"arn:aws:iam::aws:policy/AdministratorAccess": _managed("AdministratorAccess", 3),
			"arn:aws:iam::111122223333:policy/Unattached": _managed("Unattached", 0),
		},
	},
	"logs": {"groups": {
		"arn:aws:logs:us-east-1:999988887777:log-group:bystander": {
			"exists": false,
			"last_ingestion": null,
			"created_at": null,
		},
		"arn:aws:logs:us-east-1:999988887777:log-group:empty": {
			"exists": true,
			"last_ingestion": null,
			"created_at": "2020-01-01T00:00:00Z",
		},
		"arn:aws:logs:us-east-1:999988887777:log-group:old": {
			"exists": true,
			"last_ingestion": "2020-01-01T00:00:00Z",
			"created_at": "2020-01-01T00:00:00Z",
		},
	}},
	"sns": {"topics": {
		"arn:aws:sns:us-east-1:999988887777:gone": {"exists": false, "attributes": null},
		"arn:aws:sns:us-east-1:999988887777:deaf": {
			"exists": true,
			"attributes": {"subscriptions_confirmed": 0, "subscriptions_pending": 0},
		},
	}},
}

_loose(source, values) := {"document": {"statements": [
	allow({"principals": anybody, "actions": ["*"]}),
	allow({"principals": cloudtrail, "actions": ["*"]}),
	allow({"principals": service("config.amazonaws.com"), "actions": ["*"]}),
	allow({"effect": "Deny", "principals": anybody, "actions": ["s3:PutBucketPolicy"]}),
	allow({
		"principals": cloudtrail,
		"actions": ["*"],
		"conditions": [condition("StringEquals", source, values)],
	}),
]}}

_managed(name, attachments) := {
	"name": name,
	"attachments": attachments,
	"policy": {"document": {"statements": [allow({"actions": ["*"]})]}},
}

_own := {
	"source": {
		"kind": "aws",
		"account": account,
		"partition": "aws",
		"regions": ["eu-west-1", "us-east-1"],
		"taken_at": "2026-03-01T12:00:00Z",
	},
	"regions": {
		"af-south-1": {"opt_status": "DISABLED", "enabled": false},
		"eu-west-1": {"opt_status": "ENABLED_BY_DEFAULT", "enabled": true},
		"us-east-1": {"opt_status": "ENABLED_BY_DEFAULT", "enabled": true},
	},
	"cloudtrail": {"trails": {trail: _trail}, "event_data_stores": {store: _store}},
	"s3": {
		"account_public_access_block": null,
		"buckets": {bucket: {
			"name": "audit-logs",
			"exists": true,
			"owner": account,
			"region": "us-east-1",
			"public_access_block": null,
		}},
	},
	"kms": {"keys": {key: {
		"region": "us-east-1",
		"owner": account,
		"exists": true,
		"primary": null,
		"replicas": [],
		"metadata": {
			"manager": "CUSTOMER",
			"state": "Enabled",
			"spec": "SYMMETRIC_DEFAULT",
			"usage": "ENCRYPT_DECRYPT",
			"origin": "AWS_KMS",
			"valid_to": null,
			"deletion_date": null,
			"multi_region": false,
			"multi_region_type": null,
			"replicas": [],
		},
	}}},
}

_world := object.union(_own, object.union(_bystanders, _side_bystanders))

# Ways to the bystanders' bucket, its log files, and what Macie thinks of it.
_side_bystanders := {
	"s3": {
		"access_points": {
			"arn:aws:s3:us-east-1:111122223333:accesspoint/bystander": _open_point("standard"),
			"arn:aws:s3::111122223333:accesspoint/bystander.mrap": _open_point("multi_region"),
		},
		"access_grants_locations": {"arn:aws:s3:us-east-1:111122223333:access-grants/default/location/bystander": {
			"region": "us-east-1",
			"scope": "s3://bystander",
			"role": "",
			"buckets": ["arn:aws:s3:::bystander"],
			"grants": [{
				"id": "bystander",
				"scope": "s3://bystander/*",
				"permission": "READWRITE",
				"grantee_type": "IAM",
				"grantee": "",
				"buckets": ["arn:aws:s3:::bystander"],
			}],
		}},
		"object_samples": {"arn:aws:s3:::bystander": {"objects": {"x": {"acl": {"owner": "c9", "grants": [
			{"type": "Group", "grantee": "http://acs.amazonaws.com/groups/global/AllUsers", "permission": "READ"},
		]}}}}},
	},
	"macie": {"buckets": {
		"arn:aws:s3:::bystander": {"status": null, "coverage": null},
		"arn:aws:s3:::foreign": {"status": "ENABLED", "coverage": null},
		"arn:aws:s3:::stray": {"status": "PAUSED", "coverage": {
			"defined_in_job": null,
			"monitored_by_job": null,
			"automated_discovery": null,
			"error": "ACCESS_DENIED",
		}},
	}},
}

_open_point(kind) := {
	"name": "bystander",
	"kind": kind,
	"region": "",
	"network_origin": "Internet",
	"vpc": null,
	"targets": [{"bucket": "arn:aws:s3:::bystander", "account": "222233334444"}],
	"public_access_block": null,
	"policy": _loose("aws:sourceaccount", ["222233334444"]),
}

# The account with these changes; objects are merged.
world(changes) := _listing(object.union(_world, changes))

# The account with these trails and no others.
with_trails(trails) := _listing(object.union(object.remove(_world, ["cloudtrail"]), {"cloudtrail": {"trails": trails}}))

# The account as its Regions list its trails: each its own, and those for all Regions.
_listing(input_) := object.union({"cloudtrail": {"listed": listed}}, input_) if {
	listed := {region: ids |
		some region in input_.source.regions
		ids := [id | some id, trail_ in input_.cloudtrail.trails; _works_in(trail_, region)]
	}
}

_works_in(trail_, _) if trail_.is_multi_region_trail

_works_in(trail_, region) if {
	trail_.is_multi_region_trail == false
	trail_.home_region == region
}

# The account's trail, and another one, with these changes.
with_trail(changes) := world({"cloudtrail": {"trails": {trail: changes}}})

another_trail(changes) := object.union(_trail, changes)

# An own trail of the name beside it, with a bucket and a key of its own in eu-west-1.
twin(name) := {
	"cloudtrail": {"trails": {sprintf("arn:aws:cloudtrail:eu-west-1:111122223333:trail/%s", [name]): another_trail({
		"name": name,
		"home_region": "eu-west-1",
		"bucket": "arn:aws:s3:::twin",
		"key": "arn:aws:kms:eu-west-1:111122223333:key/twin",
	})}},
	"s3": {"buckets": {"arn:aws:s3:::twin": {"name": "twin", "exists": true, "owner": account, "region": "eu-west-1"}}},
	"kms": {"keys": {"arn:aws:kms:eu-west-1:111122223333:key/twin": {
		"region": "eu-west-1",
		"owner": account,
		"exists": true,
	}}},
}

# A trail of the management account that uses our bucket and key under a prefix of its own.
guest := {"cloudtrail": {"trails": {"arn:aws:cloudtrail:us-east-1:999988887777:trail/guest": another_trail({
	"name": "guest",
	"owner": stranger,
	"is_organization_trail": true,
	"s3_key_prefix": "guest",
})}}}

# A bucket of the account to which trails of other accounts deliver.
central := "arn:aws:s3:::central"

# The account with that bucket, these reasons to take it for one, and these fields of it.
with_central(reasons, fields) := world({"s3": {
	"central_buckets": {central: object.union({"trails": [], "named": false, "folders": [], "keys": []}, reasons)},
	"buckets": {central: object.union(
		{"name": "central", "exists": true, "owner": account, "region": "us-east-1", "public_access_block": null},
		fields,
	)},
}})

guest_trail := "arn:aws:cloudtrail:us-east-1:999988887777:trail/guest"

# An organization's trail that is seen here and delivers to that bucket, with these changes.
to_central(changes) := {"cloudtrail": {"trails": {guest_trail: another_trail(object.union(
	{
		"name": "guest",
		"owner": stranger,
		"is_organization_trail": true,
		"bucket": central,
		"kms_key_id": null,
		"key": null,
	},
	changes,
))}}}

with_bucket(fields) := world({"s3": {"buckets": {bucket: fields}}})

# An access point to the bucket, with these changes.
access_point := "arn:aws:s3:us-east-1:111122223333:accesspoint/door"

with_access_point(fields) := world({"s3": {"access_points": {access_point: object.union(
	{
		"name": "door",
		"kind": "standard",
		"region": "us-east-1",
		"network_origin": "Internet",
		"vpc": null,
		"targets": [{"bucket": bucket, "account": account}],
		"policy": null,
	},
	fields,
)}}})

with_bucket_policy(statements) := with_bucket({"policy": {"document": {"statements": statements}}})

with_key(fields) := world({"kms": {"keys": {key: fields}}})

with_key_policy(statements) := with_key({"policy": {"document": {"statements": statements}}})

# A rule of a lifecycle configuration for the whole bucket, which does what is given.
lifecycle_rule(elements) := object.union(
	{
		"id": "L", "enabled": true, "prefix": "", "size_greater_than": null, "size_less_than": null, "tags": {},
		"expiration_days": null, "expiration_date": null, "noncurrent_days": null, "noncurrent_keep": null,
		"abort_multipart_days": null,
	},
	elements,
)

with_lifecycle(rules) := with_bucket({"lifecycle": rules})

# A replication rule to the bucket of this account in another Region.
replication_rule(elements) := object.union(
	{"id": "R", "enabled": true, "destination": replica, "account": null, "owner_override": false},
	elements,
)

# The log bucket replicated to a bucket with these fields.
with_replica(rules, fields) := world({"s3": {"buckets": {
	bucket: {"replication": {"role": "arn:aws:iam::111122223333:role/replicate", "rules": rules}},
	replica: object.union({"name": "audit-replica", "exists": true, "owner": account, "region": "eu-west-1"}, fields),
}}})

# The log bucket's accesses logged to a bucket with these fields.
with_access_logs(fields) := world({"s3": {"buckets": {
	bucket: {"logging": {"target": access_logs, "prefix": "audit/"}},
	access_logs: object.union(
		{
			"name": "access-logs",
			"exists": true,
			"owner": account,
			"region": "us-east-1",
			"policy": {"document": {"statements": [allow({
				"principals": [{"type": "Service", "id": "logging.s3.amazonaws.com", "account": ""}],
				"actions": ["s3:PutObject"],
				"resources": ["arn:aws:s3:::access-logs/*"],
			})]}},
			"acl": {"owner": "c1", "grants": []},
			"public_access_block": {
				"block_public_acls": true,
				"ignore_public_acls": true,
				"block_public_policy": true,
				"restrict_public_buckets": true,
			},
			"encryption": {"algorithm": "AES256", "kms_key_id": null, "bucket_key": false, "blocked_types": []},
			"object_lock": null,
			"request_payer": "BucketOwner",
		},
		fields,
	),
}}})

policy_arn := "arn:aws:iam::111122223333:policy/Keys"

# A managed policy of the account that is attached to somebody.
with_managed_policy(statements) := world({"iam": {"policies": {policy_arn: {
	"name": "Keys",
	"attachments": 1,
	"policy": {"document": {"statements": statements}},
}}}})

# An identity, of the kind users, roles or groups, with an inline policy.
with_inline_policy(kind, arn, statements) := world({"iam": {kind: {arn: {
	"name": "somebody",
	"inline": {"keys": {"document": {"statements": statements}}},
}}}})

# An identity, of the kind users, roles or groups, with managed policies of those names of AWS's own.
with_aws_policies(kind, arn, names) := world({"iam": {kind: {arn: {
	"name": "somebody",
	"inline": {},
	"attached": [sprintf("arn:aws:iam::aws:policy/%s", [name]) | some name in names],
}}}})

# A role with this trust policy, and managed policies of those names of AWS's own.
with_trust(arn, statements, names) := object.union(
	with_aws_policies("roles", arn, names),
	{"iam": {"roles": {arn: {"trust": {"document": {"statements": statements}}}}}},
)

# The account whose root user is like this.
with_root(credentials) := world({"iam": {"root_credentials": object.union(
	{"access_keys": false, "mfa": true, "password": true},
	credentials,
)}})

# The account without something that was not seen, such as cloudtrail/trails.
unseen(input_, path) := json.remove(input_, [path])

# The account whose trail has these selectors.
selecting(selectors) := with_trail({"event_selectors": object.union({"basic": [], "advanced": []}, selectors)})

# Advanced selectors of these fields each.
advanced(selectors) := {"basic": [], "advanced": [{"name": null, "fields": fields} | some fields in selectors]}

# The account's event data store with these changes of its detail.
with_store(detail) := world({"cloudtrail": {"event_data_stores": {store: {"detail": detail}}}})

# A status in which the trail is off.
off := {"is_logging": false}

anybody := [{"type": "*", "id": "*", "account": ""}]

any_account := [{"type": "AWS", "id": "*", "account": ""}]

cloudtrail := [{"type": "Service", "id": "cloudtrail.amazonaws.com", "account": ""}]

service(name) := [{"type": "Service", "id": name, "account": ""}]

# What AWS shows for a role that was deleted.
deleted := [{"type": "AWS", "id": "AROAEXAMPLEEXAMPLE", "account": ""}]

role(number) := [{"type": "AWS", "id": sprintf("arn:aws:iam::%s:role/reader", [number]), "account": number}]

root(number) := [{"type": "AWS", "id": number, "account": number}]

# A statement that allows, with what is given.
allow(elements) := object.union(
	{
		"sid": "S", "effect": "Allow", "principals": [], "not_principals": [], "actions": [], "not_actions": [],
		"resources": ["*"], "not_resources": [], "conditions": [], "offset": 7,
	},
	elements,
)

# A condition of one key.
condition(operator, key_, values) := {
	"operator": operator, "qualifier": "", "if_exists": false, "key": key_, "values": values,
}

# A basic selector of management events.
basic(type) := {
	"read_write_type": type,
	"include_management_events": true,
	"exclude_management_event_sources": [],
	"data_resources": [],
}

# A field selector with the operators that are given.
field(name, operators) := object.union(
	{
		"field": name, "equals": [], "not_equals": [], "starts_with": [], "not_starts_with": [], "ends_with": [],
		"not_ends_with": [],
	},
	operators,
)

management := field("eventCategory", {"equals": ["Management"]})

# The denials hold one of the resource whose message has all the words.
says(denials, resource, words) if {
	some denial in denials
	denial.resource == resource
	every word in words {
		contains(denial.message, word)
	}
}

# A grant that lets an own role decrypt for a source.
grant(elements) := object.union(
	{
		"id": "g1",
		"name": null,
		"grantee": "arn:aws:iam::111122223333:role/reader",
		"grantee_service": null,
		"retiring": null,
		"retiring_service": null,
		"issuing_account": null,
		"created_at": "2026-01-01T00:00:00Z",
		"operations": ["Decrypt"],
		"encryption_context_equals": {},
		"encryption_context_subset": {},
		"source_arn": trail,
	},
	elements,
)

_caller := condition("StringEquals", "kms:calleraccount", [account])

_context := condition(
	"StringLike", "kms:encryptioncontext:aws:cloudtrail:arn",
	["arn:aws:cloudtrail:*:111122223333:trail/*"],
)

# The key policy that CloudTrail's console writes, as of before it named the trail. No rule may deny it.
console_key_policy := [
	allow({"principals": root(account), "actions": ["kms:*"]}),
	allow({"principals": cloudtrail, "actions": ["kms:GenerateDataKey*"], "conditions": [_context]}),
	allow({"principals": cloudtrail, "actions": ["kms:DescribeKey"]}),
	allow({
		"principals": any_account,
		"actions": ["kms:Decrypt", "kms:ReEncryptFrom"],
		"conditions": [_caller, _context],
	}),
	allow({
		"principals": any_account,
		"actions": ["kms:CreateAlias"],
		"conditions": [_caller, condition("StringEquals", "kms:viaservice", ["ec2.us-east-1.amazonaws.com"])],
	}),
]

_folder := sprintf("%s/AWSLogs/%s/*", [bucket, account])

_trail_only := condition("StringEquals", "aws:sourcearn", [trail])

# The bucket policy that the CloudTrail user guide recommends. No rule may deny it for what it allows.
guide_bucket_policy := [
	allow({
		"principals": cloudtrail,
		"actions": ["s3:GetBucketAcl"],
		"resources": [bucket],
		"conditions": [_trail_only],
	}),
	allow({
		"principals": cloudtrail,
		"actions": ["s3:PutObject"],
		"resources": [_folder],
		"conditions": [condition("StringEquals", "s3:x-amz-acl", ["bucket-owner-full-control"]), _trail_only],
	}),
]

# A statement that denies everything on the bucket to everybody whom the conditions describe.
fence(conditions) := allow({
	"sid": "Fence",
	"effect": "Deny",
	"principals": anybody,
	"actions": ["s3:*"],
	"resources": [bucket, sprintf("%s/*", [bucket])],
	"conditions": conditions,
})

organization := "o-a1b2c3d4e5"

outside(key_, values) := condition("StringNotEquals", key_, values)

# A request that nobody signed meets the second alone.
no_service := condition("Bool", "aws:principalisawsservice", ["false"])

no_service_if_any := object.union(no_service, {"if_exists": true})
