# Inputs for tests of rules: a small account with one trail, whose parts a test replaces.
package lib.fixtures

account := "111122223333"

trail := "arn:aws:cloudtrail:us-east-1:111122223333:trail/t"

bucket := "arn:aws:s3:::b"

key := "arn:aws:kms:us-east-1:111122223333:key/k"

group := "arn:aws:logs:us-east-1:111122223333:log-group:g"

topic := "arn:aws:sns:us-east-1:111122223333:x"

now := "2026-03-02T08:00:00Z"

# The account without a trail.
nothing := {
	"source": {"account": account, "taken_at": now},
	"regions": {"us-east-1": {"opt_status": "ENABLED_BY_DEFAULT", "enabled": true}},
	"cloudtrail": {"trails": {}, "listed": {"us-east-1": []}},
	"s3": {"account_public_access_block": null, "buckets": {}},
	"kms": {"keys": {}},
	"logs": {"groups": {}},
	"cloudwatch": {"alarms": {}},
	"sns": {"topics": {}},
}

# The account with its trail, changed by fields.
with_trail(fields) := object.union(nothing, {"cloudtrail": {
	"trails": {trail: object.union(
		{
			"name": "t", "owner": account, "home_region": "us-east-1", "bucket": bucket, "s3_bucket_name": "b",
			"s3_key_prefix": null, "is_multi_region_trail": true, "is_organization_trail": false, "log_group": group,
			"kms_key_id": key, "key": key, "log_file_validation_enabled": true,
			"status": {"us-east-1": status({})},
			"event_selectors": {"basic": [], "advanced": []},
		},
		fields,
	)},
	"listed": {"us-east-1": [trail]},
}})

# A status of a trail that works, changed by fields.
status(fields) := object.union(
	{
		"is_logging": true, "stop_logging_time": null, "latest_delivery_error": null,
		"latest_cloudwatch_logs_delivery_time": "2026-03-02T07:55:00Z",
	},
	fields,
)

# The account with its trail and the log bucket, changed by fields.
with_bucket(fields) := object.union(with_trail({}), {"s3": {"buckets": {bucket: object.union(
	{"name": "b", "exists": true, "owner": account, "region": "us-east-1"},
	fields,
)}}})

# The same, where the bucket's policy has the statements.
with_statements(statements) := with_bucket({"policy": {"raw": "", "document": {"statements": statements}}})

# The account with its trail and the key, changed by fields.
with_key(fields) := object.union(with_trail({}), {"kms": {"keys": {key: object.union(
	{"region": "us-east-1", "owner": account, "exists": true},
	fields,
)}}})

# The metadata of a key that is as it should be, changed by fields.
metadata(fields) := object.union(
	{
		"manager": "CUSTOMER", "state": "Enabled", "spec": "SYMMETRIC_DEFAULT", "usage": "ENCRYPT_DECRYPT",
		"origin": "AWS_KMS",
		"expiration_model": null, "valid_to": null, "deletion_date": null, "multi_region_type": null,
	},
	fields,
)

# The account with its key, whose policy has the statements.
with_key_statements(statements) := with_key({"policy": {"raw": "", "document": {"statements": statements}}})

# A statement in its normal form: an Allow for everybody to do everything, changed by fields.
statement(fields) := object.union(
	{
		"sid": "S", "effect": "Allow", "offset": 0, "conditions": [],
		"principals": [{"type": "*", "id": "*", "account": ""}], "not_principals": [],
		"actions": ["*"], "not_actions": [], "resources": ["*"], "not_resources": [],
	},
	fields,
)

# A condition in its normal form.
condition(operator, name, values) := {
	"operator": operator, "qualifier": "", "if_exists": false, "key": name, "values": values,
}

# A principal of a service.
service(name) := [{"type": "Service", "id": name, "account": ""}]

# A principal of an account.
aws(id, owner) := [{"type": "AWS", "id": id, "account": owner}]

# The resources that a rule denies.
denied(deny) := {d.resource | some d in deny}

# What a rule says of them.
messages(deny) := {d.message | some d in deny}
