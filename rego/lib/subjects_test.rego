package lib.subjects_test

import data.lib.fixtures_test as fixtures
import data.lib.subjects

test_account if {
	subjects.account == {fixtures.account} with input as fixtures.world({})
}

# prowler 2438
test_trails_are_those_that_the_account_owns if {
	subjects.trails == {fixtures.trail} with input as fixtures.world({})
	subjects.trails == set() with input as fixtures.with_trail({"owner": fixtures.stranger})
}

test_streaming_trails if {
	subjects.streaming_trails == set() with input as fixtures.world({})
	streaming := fixtures.with_trail({"log_group": fixtures.group})
	subjects.streaming_trails == {fixtures.trail} with input as streaming
	subjects.trail_log_groups == {fixtures.group} with input as streaming
}

test_buckets if {
	subjects.trail_buckets == {fixtures.bucket} with input as fixtures.with_bucket({"exists": false})
	subjects.log_buckets == set() with input as fixtures.with_bucket({"exists": false})
	subjects.log_buckets == {fixtures.bucket} with input as fixtures.world({})
}

test_buckets_that_nobody_saw_stay_in if {
	subjects.log_buckets == {fixtures.bucket} with input as object.remove(fixtures.world({}), ["s3"])
}

test_buckets_by_what_they_have if {
	subjects.locked_buckets == {fixtures.bucket} with input as fixtures.world({})
	subjects.logged_buckets == {fixtures.bucket} with input as fixtures.world({})
	subjects.replicated_buckets == {fixtures.bucket} with input as fixtures.world({})
	subjects.keyed_buckets == {fixtures.bucket} with input as fixtures.world({})
	subjects.keyed_buckets == set() with input as fixtures.with_bucket({"encryption_key": null})
	subjects.keyed_buckets == {fixtures.bucket} with input as fixtures.with_bucket({"encryption_key": fixtures.key})
	subjects.locked_buckets == set() with input as fixtures.with_bucket({"object_lock": null})
	off := fixtures.with_bucket({"object_lock": {"enabled": false, "mode": null, "days": null, "years": null}})
	subjects.locked_buckets == set() with input as off
	on := fixtures.with_bucket({"object_lock": {"enabled": true, "mode": null, "days": null, "years": null}})
	subjects.locked_buckets == {fixtures.bucket} with input as on
	subjects.logged_buckets == set() with input as fixtures.with_bucket({"logging": null})
	subjects.replicated_buckets == set() with input as fixtures.with_bucket({"replication": null})
}

test_buckets_by_where_they_log if {
	subjects.witnessed_buckets == {fixtures.bucket} with input as fixtures.world({})
	subjects.witnessed_buckets == {fixtures.bucket} with input as fixtures.with_access_logs({})
	subjects.witnessed_buckets == set() with input as fixtures.with_access_logs({"exists": false})
	subjects.witnessed_buckets == set() with input as fixtures.with_bucket({"logging": null})
	itself := fixtures.with_bucket({"logging": {"target": fixtures.bucket, "prefix": ""}})
	subjects.witnessed_buckets == set() with input as itself
}

# AWS: a bucket with MFA Delete can't have a lifecycle configuration.
test_lifecycle_buckets if {
	subjects.lifecycle_buckets == {fixtures.bucket} with input as fixtures.world({})
	every mfa_delete in [null, "Disabled"] {
		other := fixtures.with_bucket({"versioning": {"status": "Enabled", "mfa_delete": mfa_delete}})
		subjects.lifecycle_buckets == {fixtures.bucket} with input as other
	}
	guarded := fixtures.with_bucket({"versioning": {"status": "Enabled", "mfa_delete": "Enabled"}})
	subjects.lifecycle_buckets == set() with input as guarded
}

test_keys if {
	subjects.trail_keys == set() with input as fixtures.with_trail({"key": null})
	subjects.trail_keys == {fixtures.key} with input as fixtures.with_key({"exists": false})
	subjects.log_keys == set() with input as fixtures.with_key({"exists": false})
	subjects.log_keys == {fixtures.key} with input as fixtures.world({})
}

# ScoutSuite 1636
test_rotatable_keys if {
	subjects.rotatable_keys == {fixtures.key} with input as fixtures.world({})
	every metadata in [{"manager": "AWS"}, {"spec": "RSA_2048"}, {"origin": "EXTERNAL"}, {"state": "Disabled"}] {
		subjects.rotatable_keys == set() with input as fixtures.with_key({"metadata": metadata})
	}
}

test_keys_that_nobody_saw_stay_in if {
	subjects.rotatable_keys == {fixtures.key} with input as object.remove(fixtures.world({}), ["kms"])
}

test_alarm_topics if {
	subjects.alarm_topics == {fixtures.topic} with input as {"cloudwatch": {"alarms": {"a": {"alarm_actions": [
		fixtures.topic,
		"arn:aws:automate:us-east-1:ec2:stop",
	]}}}}
}

test_rotated_keys if {
	on := {"enabled": true, "period_days": 365}
	subjects.rotated_keys == {fixtures.key} with input as fixtures.with_key({"rotation": on})
	subjects.rotated_keys == {fixtures.key} with input as fixtures.world({})
	subjects.rotated_keys == set() with input as fixtures.with_key({"rotation": {"enabled": false, "period_days": null}})
	subjects.rotated_keys == set() with input as fixtures.with_key({"rotation": null})
	subjects.rotated_keys == set() with input as fixtures.with_key({"metadata": {"origin": "EXTERNAL"}})
}

test_relatives_of_the_key_of_a_log_group if {
	subjects.key_relatives == set() with input as _group(null)
	subjects.key_relatives == {"r"} with input as _group("k")
}

_group(key) := object.union(
	fixtures.with_trail({"log_group": fixtures.group}),
	{
		"logs": {"groups": {
			fixtures.group: {"settings": {"kms_key_id": key}},
			"another": {"settings": {"kms_key_id": "l"}},
		}},
		"kms": {"keys": {"k": {"primary": "r", "replicas": []}, "l": {"primary": "s", "replicas": ["t"]}}},
	},
)

test_key_relatives if {
	family := {"primary": "p", "replicas": ["r", "s"]}
	subjects.key_relatives == {"p", "r", "s"} with input as fixtures.with_key(family)
	subjects.key_relatives == {"s"} with input as fixtures.world({"kms": {"keys": {
		fixtures.key: family,
		"p": {"exists": false},
		"r": {"exists": false},
	}}})
	subjects.key_relatives == set() with input as fixtures.world({})
	subjects.key_relatives == set() with input as fixtures.with_key({"exists": false, "primary": null, "replicas": null})
}

test_a_key_that_nobody_described_stays_in if {
	nobody := fixtures.unseen(fixtures.world({}), sprintf("kms/keys/%s/replicas", [replace(fixtures.key, "/", "~1")]))
	subjects.key_relatives == {fixtures.key} with input as nobody
	subjects.key_relatives == {fixtures.key} with input as object.remove(fixtures.world({}), ["kms"])
}

test_side_doors if {
	standard := fixtures.with_access_point({})
	multi_region := fixtures.with_access_point({"kind": "multi_region"})
	subjects.side_doors == {fixtures.access_point} with input as standard
	subjects.access_points == {fixtures.access_point} with input as standard
	subjects.multi_region_access_points == set() with input as standard
	subjects.side_doors == {fixtures.access_point} with input as multi_region
	subjects.access_points == set() with input as multi_region
	subjects.multi_region_access_points == {fixtures.access_point} with input as multi_region
}

test_side_doors_to_one_bucket_of_many if {
	targets := [{"bucket": "arn:aws:s3:::bystander", "account": null}, {"bucket": fixtures.bucket, "account": null}]
	subjects.side_doors == {fixtures.access_point} with input as fixtures.with_access_point({"targets": targets})
}

test_access_grants_locations if {
	subjects.access_grants_locations == set() with input as fixtures.world({})
	subjects.access_grants_locations == {"l"} with input as fixtures.world({"s3": {"access_grants_locations": {"l": {
		"buckets": ["arn:aws:s3:::bystander", fixtures.bucket],
	}}}})
}

test_trails_by_parameters if {
	every name in ["trails_with_approved_keys", "trails_with_destinations", "trails_with_required_tags"] {
		subjects[name] == set() with input as fixtures.world({})
	}
	keys := {"keys": [fixtures.key]}
	subjects.trails_with_approved_keys == {fixtures.trail} with input as fixtures.world({}) with data.params as keys
	tags := {"required_tags": ["owner"]}
	subjects.trails_with_required_tags == {fixtures.trail} with input as fixtures.world({}) with data.params as tags
	every name in ["buckets", "topics", "log_groups"] {
		said := {name: ["x"]}
		subjects.trails_with_destinations == {fixtures.trail} with input as fixtures.world({}) with data.params as said
	}
}

test_validated_trails if {
	subjects.validated_trails == {fixtures.trail} with input as fixtures.world({})
	subjects.validated_trails == set() with input as fixtures.with_trail({"log_file_validation_enabled": false})
	subjects.validated_trails == set() with input as fixtures.with_trail({"owner": fixtures.stranger})
}

test_insight_trails if {
	subjects.insight_trails == set() with input as fixtures.world({})
	subjects.insight_trails == {fixtures.trail} with input as fixtures.with_trail({"insight_selectors": []})
	unseen := fixtures.with_trails({fixtures.trail: object.remove(fixtures.another_trail({}), ["insight_selectors"])})
	subjects.insight_trails == {fixtures.trail} with input as unseen
}

test_own_log_buckets if {
	subjects.own_log_buckets == {fixtures.bucket} with input as fixtures.world({})
	subjects.account_with_log_bucket == {fixtures.account} with input as fixtures.world({})
	every fields in [{"owner": fixtures.stranger}, {"owner": null}, {"exists": false}] {
		subjects.own_log_buckets == set() with input as fixtures.with_bucket(fields)
		subjects.account_with_log_bucket == set() with input as fixtures.with_bucket(fields)
	}
	unseen := fixtures.unseen(fixtures.world({}), "s3/buckets/arn:aws:s3:::audit-logs/owner")
	subjects.account_with_log_bucket == {fixtures.account} with input as unseen
}

test_account_of_own_trails if {
	subjects.account_of_own_trails == {fixtures.account} with input as fixtures.world({})
	subjects.account_of_own_trails == {fixtures.account} with input as fixtures.with_trails({})
	subjects.account_of_own_trails == set() with input as fixtures.with_trail({"owner": fixtures.stranger})
}

test_account_with_endpoints if {
	subjects.account_with_endpoints == set() with input as fixtures.world({})
	subjects.account_with_endpoints == {fixtures.account} with input as fixtures.world({})
		with data.params as {"endpoint_sources": ["s3.amazonaws.com"]}
}

test_event_data_stores if {
	subjects.event_data_stores == {fixtures.store} with input as fixtures.world({})
	subjects.organization_stores == set() with input as fixtures.world({})
	subjects.organization_stores == {fixtures.store} with input as fixtures.world({})
		with data.params as {"organization_stores": ["lake", "bystander"]}
}

test_template_keys if {
	subjects.template_keys == set() with input as fixtures.world({})
	subjects.template_keys == {fixtures.key} with input as fixtures.world({"source": {"kind": "template"}})
}

test_attached_policies if {
	subjects.attached_policies == set() with input as fixtures.world({})
	subjects.attached_policies == {fixtures.policy_arn} with input as fixtures.with_managed_policy([])
	subjects.grantors == {fixtures.policy_arn} with input as fixtures.with_managed_policy([])
}

test_inline_identities if {
	id := "arn:aws:iam::111122223333:role/r"
	subjects.inline_identities == set() with input as fixtures.world({})
	every kind in ["users", "roles", "groups"] {
		subjects.inline_identities == {id} with input as fixtures.with_inline_policy(kind, id, [])
		subjects.grantors == {id} with input as fixtures.with_inline_policy(kind, id, [])
	}
}

test_encrypted_trails if {
	subjects.encrypted_trails == {fixtures.trail} with input as fixtures.world({})
	subjects.encrypted_trails == set() with input as fixtures.with_trail({"kms_key_id": null})
	subjects.encrypted_trails == set() with input as fixtures.with_trail({"owner": fixtures.stranger})
}

test_central_buckets if {
	subjects.trail_buckets == {fixtures.bucket, fixtures.central} with input as fixtures.with_central({}, {})
	subjects.log_buckets == {fixtures.bucket, fixtures.central} with input as fixtures.with_central({}, {})
	subjects.log_buckets == {fixtures.bucket} with input as fixtures.with_central({}, {"exists": false})
	subjects.own_log_buckets == {fixtures.bucket, fixtures.central} with input as fixtures.with_central({}, {})
}

test_central_buckets_by_the_trails_that_are_seen if {
	subjects.fed_buckets == {fixtures.bucket} with input as fixtures.with_central({}, {})
	subjects.delivering_trails == {fixtures.trail} with input as fixtures.with_central({}, {})
	fed := object.union(fixtures.with_central({"trails": [fixtures.guest_trail]}, {}), fixtures.to_central({}))
	subjects.fed_buckets == {fixtures.bucket, fixtures.central} with input as fed
	subjects.delivering_trails == {fixtures.trail, fixtures.guest_trail} with input as fed
	subjects.trails == {fixtures.trail} with input as fed
	subjects.keyed_buckets == {fixtures.bucket} with input as object.union(
		fed,
		{"s3": {"buckets": {fixtures.central: {"encryption_key": null}}}},
	)
}

test_keys_of_central_buckets if {
	with_key := fixtures.with_central({"keys": ["k"]}, {})
	subjects.trail_keys == {fixtures.key, "k"} with input as with_key
	subjects.log_keys == {fixtures.key, "k"} with input as with_key
	subjects.log_keys == {fixtures.key} with input as object.union(with_key, {"kms": {"keys": {"k": {"exists": false}}}})
}

_role := "arn:aws:iam::111122223333:role/r"

_bystander := "arn:aws:iam::111122223333:role/bystander"

test_holders_of_policies_of_aws if {
	subjects.aws_policy_holders == set() with input as fixtures.world({})
	every kind in ["users", "roles", "groups"] {
		has := fixtures.with_aws_policies(kind, _role, ["SecurityAudit"])
		subjects.aws_policy_holders == {_role} with input as has
		subjects.aws_policy_roles == {id | some id in {_role}; kind == "roles"} with input as has
		own := {"iam": {kind: {_role: {"attached": [fixtures.policy_arn]}}}}
		subjects.aws_policy_holders == set() with input as object.union(has, own)
	}
}

_lets(principals) := [fixtures.allow({"principals": principals, "actions": ["sts:AssumeRole"]})]

test_deputy_roles if {
	sent := fixtures.with_trust(_role, _lets(fixtures.cloudtrail), [])
	subjects.deputy_roles == {_role, _bystander} with input as sent
	other := fixtures.with_trust(_role, _lets(fixtures.service("ec2.amazonaws.com")), [])
	subjects.deputy_roles == {_bystander} with input as other
	linked := "arn:aws:iam::111122223333:role/aws-service-role/config.amazonaws.com/R"
	aws := fixtures.with_trust(linked, _lets(fixtures.service("config.amazonaws.com")), [])
	subjects.deputy_roles == {_bystander} with input as aws
}

# ScoutSuite 1132: in GovCloud nobody signs in as root; in China nobody is root.
test_account_with_root if {
	subjects.account_with_root == {fixtures.account} with input as fixtures.world({})
	every partition in ["aws-us-gov", "aws-cn"] {
		subjects.account_with_root == set() with input as fixtures.world({"source": {"partition": partition}})
	}
}
