package lib.params_test

import data.lib.params

test_params_have_defaults if {
	params.accounts == []
	params.buckets == []
	params.delivery_hours == 24
	params.noncurrent_days == 30
	params.retention_days == 365
}

test_params_are_read_from_data if {
	params.accounts == ["1"] with data.params as {"accounts": ["1"]}
	params.buckets == ["b"] with data.params as {"buckets": ["b"]}
	params.delivery_hours == 1 with data.params as {"delivery_hours": 1}
	params.noncurrent_days == 1 with data.params as {"noncurrent_days": 1}
	params.retention_days == 1 with data.params as {"retention_days": 1}
}
