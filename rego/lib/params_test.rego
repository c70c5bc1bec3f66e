package lib.params_test

import data.lib.params

test_params_have_defaults if {
	params.accounts == []
	params.buckets == []
	params.delivery_hours == 24
	params.noncurrent_days == 30
	params.keys == []
	params.topics == []
	params.log_groups == []
	params.required_tags == []
	params.endpoint_sources == []
	params.organization_stores == []
	params.retention_days == 365
	params.rotation_days == 400
	params.admins == []
	params.history_days == 30
	params.event_configuration == {}
	params.org_id == ""
	params.readers == []
	params.writers == []
	params.notification_targets == []
	params.max_grants == 10
	params.grants_reviewed == ""
}

test_params_are_read_from_data if {
	params.accounts == ["1"] with data.params as {"accounts": ["1"]}
	params.buckets == ["b"] with data.params as {"buckets": ["b"]}
	params.delivery_hours == 1 with data.params as {"delivery_hours": 1}
	params.noncurrent_days == 1 with data.params as {"noncurrent_days": 1}
	params.keys == ["x"] with data.params as {"keys": ["x"]}
	params.topics == ["x"] with data.params as {"topics": ["x"]}
	params.log_groups == ["x"] with data.params as {"log_groups": ["x"]}
	params.required_tags == ["x"] with data.params as {"required_tags": ["x"]}
	params.endpoint_sources == ["x"] with data.params as {"endpoint_sources": ["x"]}
	params.organization_stores == ["x"] with data.params as {"organization_stores": ["x"]}
	params.retention_days == 1 with data.params as {"retention_days": 1}
	large := {"max_event_size": "Large"}
	params.event_configuration == large with data.params as {"event_configuration": large}
	params.admins == ["arn:a"] with data.params as {"admins": ["arn:a"]}
	params.root_days == 7 with data.params as {"root_days": 7}
	params.history_days == 7 with data.params as {"history_days": 7}
	params.rotation_days == 90 with data.params as {"rotation_days": 90}
	params.org_id == "o-a1b2c3d4e5" with data.params as {"org_id": "o-a1b2c3d4e5"}
	params.readers == ["444455556666"] with data.params as {"readers": ["444455556666"]}
	params.writers == ["w"] with data.params as {"writers": ["w"]}
	params.notification_targets == ["t"] with data.params as {"notification_targets": ["t"]}
	params.max_grants == 1 with data.params as {"max_grants": 1}
	params.grants_reviewed == "2026-01-01T00:00:00Z" with data.params as {"grants_reviewed": "2026-01-01T00:00:00Z"}
}
