package lib.params_test

import data.lib.params

test_params_have_defaults if {
	params.accounts == []
	params.buckets == []
	params.delivery_hours == 24
	params.noncurrent_days == 30
	params.retention_days == 365
	params.rotation_days == 400
	params.admins == []
	params.history_days == 30
	params.event_configuration == {}
}

test_params_are_read_from_data if {
	params.accounts == ["1"] with data.params as {"accounts": ["1"]}
	params.buckets == ["b"] with data.params as {"buckets": ["b"]}
	params.delivery_hours == 1 with data.params as {"delivery_hours": 1}
	params.noncurrent_days == 1 with data.params as {"noncurrent_days": 1}
	params.retention_days == 1 with data.params as {"retention_days": 1}
	large := {"max_event_size": "Large"}
	params.event_configuration == large with data.params as {"event_configuration": large}
	params.admins == ["arn:a"] with data.params as {"admins": ["arn:a"]}
	params.history_days == 7 with data.params as {"history_days": 7}
	params.rotation_days == 90 with data.params as {"rotation_days": 90}
}
