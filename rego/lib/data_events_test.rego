package lib.data_events_test

import data.lib.data_events
import data.lib.fixtures_test as fixtures

_data := fixtures.field("eventCategory", {"equals": ["Data"]})

_s3 := fixtures.field("resources.type", {"equals": ["AWS::S3::Object"]})

_event(changes) := object.union(
	data_events.event("AWS::S3::Object", "write", "arn:aws:s3:::audit-logs/", []),
	changes,
)

_call(name) := _event({"calls": [name]})

_everything := _event({"prefix": "arn:aws:s3:::"})

_basic(type, values) := {"advanced": [], "basic": [object.union(
	fixtures.basic(type),
	{"include_management_events": false, "data_resources": [{"type": "AWS::S3::Object", "values": values}]},
)]}

_with(name, operators) := fixtures.advanced([[_data, _s3, fixtures.field(name, operators)]])

test_no_selectors_record_no_data_events if {
	not data_events.records({"basic": [], "advanced": []}, _event({}))
	not data_events.records(null, _event({}))
}

# prowler 258 has both forms of "all"; steampipe-mod-aws-compliance takes the name of a bucket without its slash.
test_basic_selectors_by_value if {
	every value in ["arn:aws:s3", "arn:aws:s3:::"] {
		data_events.records(_basic("All", [value]), _everything)
		data_events.records(_basic("All", ["arn:aws:s3:::x/", value]), _event({}))
	}
	every value in ["arn:aws:s3:::audit-logs/", "arn:aws:s3:::audit-logs/AWSLogs/"] {
		not data_events.records(_basic("All", [value]), _everything)
	}
	data_events.records(_basic("All", ["arn:aws:s3:::audit-logs/"]), _event({}))
	every value in [
		"arn:aws:s3:::audit-logs/AWSLogs/", "arn:aws:s3:::audit", "arn:aws:s3:::audit-logs", "arn:aws-cn:s3",
		"arn:aws-cn:s3:::", "arn:aws:s3:::other/", "arn:aws:lambda", "arn:aws", "rn:aws:s3", "aws:s3:::", "s3:::audit-logs/",
	] {
		not data_events.records(_basic("All", [value]), _event({}))
	}
}

test_basic_selectors_by_kind_and_type if {
	data_events.records(_basic("WriteOnly", ["arn:aws:s3"]), _event({}))
	not data_events.records(_basic("ReadOnly", ["arn:aws:s3"]), _event({}))
	data_events.records(_basic("ReadOnly", ["arn:aws:s3"]), _event({"kind": "read"}))
	not data_events.records(_basic("All", ["arn:aws:s3"]), _event({"type": "AWS::Lambda::Function"}))
}

test_basic_selectors_of_functions if {
	functions := {"type": "AWS::Lambda::Function", "values": ["arn:aws:lambda"]}
	event := data_events.event("AWS::Lambda::Function", "write", "arn:aws:lambda:", ["Invoke"])
	selector := object.union(fixtures.basic("All"), {"data_resources": [functions]})
	data_events.records({"basic": [selector], "advanced": []}, event)
}

# prowler 1795
test_advanced_selectors if {
	data_events.records(fixtures.advanced([[_data, _s3]]), _event({}))
	data_events.records(fixtures.advanced([[_data, _s3]]), _everything)
	not data_events.records(fixtures.advanced([[_data]]), _event({}))
	not data_events.records(fixtures.advanced([[_s3]]), _event({}))
	not data_events.records(fixtures.advanced([[fixtures.management, _s3]]), _event({}))
	not data_events.records(fixtures.advanced([[_data, _s3]]), _event({"type": "AWS::Lambda::Function"}))
	others := fixtures.field("resources.type", {"equals": ["Data", "AWS::S3::Object"]})
	not data_events.records(fixtures.advanced([[others]]), _event({}))
	type := fixtures.field("eventName", {"equals": ["AWS::S3::Object"]})
	not data_events.records(fixtures.advanced([[_data, type]]), _call("AWS::S3::Object"))
}

test_advanced_selectors_by_kind if {
	data_events.records(_with("readOnly", {"equals": ["false"]}), _event({}))
	not data_events.records(_with("readOnly", {"equals": ["true"]}), _event({}))
	data_events.records(_with("readOnly", {"equals": ["true"]}), _event({"kind": "read"}))
}

# prowler 10858.
test_advanced_selectors_of_other_fields if {
	every name in ["userIdentity.arn", "sessionCredentialFromConsole", "eventType", "eventName", "eventSource"] {
		not data_events.records(_with(name, {"not_equals": ["x"]}), _event({}))
	}
}

test_advanced_selectors_by_resource if {
	every operators in [
		{"starts_with": ["arn:aws:s3:::audit-logs/"]}, {"starts_with": ["arn:aws:s3:::x/", "arn:aws:s3:::"]},
		{"not_starts_with": ["arn:aws:s3:::other/"]}, {"not_equals": ["arn:aws:s3:::other/x"]},
		{"not_starts_with": ["s3:::audit", "x-arn:aws:s3:::audit-logs/x"]}, {"not_equals": ["x-arn:aws:s3:::audit-logs/x"]},
	] {
		data_events.records(_with("resources.ARN", operators), _event({}))
	}
	data_events.records(_with("resources.ARN", {"starts_with": ["arn:aws:s3:::"]}), _everything)
	every operators in [
		{"starts_with": ["s3:::audit-logs/"]},
		{"starts_with": ["arn:aws:s3:::audit-logs/AWSLogs/"]}, {"starts_with": ["arn:aws:s3:::other/"]},
		{"not_starts_with": ["arn:aws:s3:::audit"]}, {"not_starts_with": ["arn:aws:s3:::audit-logs/AWSLogs/"]},
		{"not_starts_with": ["arn:aws:s3:::x/", "arn:aws:s3:::audit-logs/"]},
		{"not_equals": ["arn:aws:s3:::x/y", "arn:aws:s3:::audit-logs/x"]},
		{"equals": ["arn:aws:s3:::audit-logs/"]}, {"ends_with": ["/"]}, {"not_ends_with": ["x"]},
	] {
		not data_events.records(_with("resources.ARN", operators), _event({}))
	}
}

test_advanced_selectors_by_call if {
	every operators in [
		{"equals": ["DeleteObject"]}, {"starts_with": ["Put", "Delete"]}, {"ends_with": ["Object"]},
		{"not_equals": ["PutObject"]}, {"not_starts_with": ["Put", "Object"]}, {"not_ends_with": ["Objects", "Delete"]},
	] {
		data_events.records(_with("eventName", operators), _call("DeleteObject"))
		not data_events.records(_with("eventName", operators), _event({}))
	}
	every operators in [
		{"equals": ["PutObject"]}, {"starts_with": ["Put", "Object"]}, {"ends_with": ["Objects", "Delete"]},
		{"not_equals": ["x", "DeleteObject"]}, {"not_starts_with": ["x", "Delete"]}, {"not_ends_with": ["x", "Object"]},
	] {
		not data_events.records(_with("eventName", operators), _call("DeleteObject"))
	}
}

test_advanced_selectors_by_all_of_the_calls if {
	two := _event({"calls": ["DeleteObject", "PutObject"]})
	not data_events.records(_with("eventName", {"equals": ["DeleteObject"]}), two)
	data_events.records(_with("eventName", {"equals": ["DeleteObject", "PutObject"]}), two)
}

test_advanced_selectors_without_cloudtrails_own_deliveries if {
	role := "arn:aws:iam::111122223333:role/aws-service-role/cloudtrail.amazonaws.com/AWSServiceRoleForCloudTrail"
	every operator in ["not_equals", "not_starts_with"] {
		data_events.records(_with("userIdentity.arn", {operator: [role]}), _call("PutObject"))
		not data_events.records(_with("userIdentity.arn", {operator: [role]}), _event({}))
		not data_events.records(_with("userIdentity.arn", {operator: [role, "arn:x"]}), _call("PutObject"))
	}
	every operator in ["equals", "starts_with", "ends_with", "not_ends_with"] {
		not data_events.records(_with("userIdentity.arn", {operator: [role]}), _call("PutObject"))
	}
	not data_events.records(_with("eventType", {"not_equals": [role]}), _call("PutObject"))
}

test_types if {
	data_events.types(fixtures.advanced([[_data, _s3], [fixtures.management]])) == {"AWS::S3::Object"}
	data_events.types(fixtures.advanced([[fixtures.management, _s3]])) == set()
}

test_named_buckets if {
	values := ["arn:aws:s3", "arn:aws:s3:::", "arn:aws:s3:::a/x", "arn:aws:s3:::b"]
	data_events.named_buckets(_basic("All", values)) == {"arn:aws:s3:::a/", "arn:aws:s3:::b/"}
	every operator in ["equals", "not_equals", "starts_with", "not_starts_with"] {
		data_events.named_buckets(_with("resources.ARN", {operator: ["arn:aws:s3:::a/b/c"]})) == {"arn:aws:s3:::a/"}
	}
	data_events.named_buckets(_with("eventName", {"equals": ["arn:aws:s3:::a/b/c"]})) == set()
	data_events.named_buckets(_with("resources.ARN", {"ends_with": ["arn:aws:s3:::a/b/c"]})) == set()
	function := "arn:aws:lambda:us-east-1:111122223333:function:x"
	data_events.named_buckets(_with("resources.ARN", {"starts_with": [function]})) == set()
}
