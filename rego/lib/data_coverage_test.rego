package lib.data_coverage_test

import data.lib.data_coverage
import data.lib.fixtures_test as fixtures

_data := fixtures.field("eventCategory", {"equals": ["Data"]})

_type(name) := fixtures.field("resources.type", {"equals": [name]})

_objects(fields) := fixtures.advanced([array.concat([_data, _type("AWS::S3::Object")], fields)])

_kind(value) := fixtures.field("readOnly", {"equals": [value]})

_resource(operators) := fixtures.field("resources.ARN", operators)

_log_bucket := _resource({"starts_with": ["arn:aws:s3:::audit-logs/"]})

_trails(list) := fixtures.with_trails({id: trail |
	some i, selectors in list
	id := sprintf("arn:aws:cloudtrail:us-east-1:111122223333:trail/t%d", [i])
	trail := fixtures.another_trail({"event_selectors": selectors})
})

_both := {"eu-west-1", "us-east-1"}

_calls := {"DeleteObject", "DeleteObjects", "GetObject", "PutObject"}

test_unrecorded if {
	data_coverage.unrecorded == {
		"S3 object writes": _both, "S3 object reads": _both,
		"Lambda invocations": _both,
	} with input as fixtures.world({})
	all := _trails([fixtures.advanced([[_data, _type("AWS::S3::Object")], [_data, _type("AWS::Lambda::Function")]])])
	data_coverage.unrecorded == {} with input as all
}

test_unrecorded_by_kind_and_trail if {
	halves := _trails([_objects([_kind("true")]), _objects([_kind("false")])])
	object.keys(data_coverage.unrecorded) == {"Lambda invocations"} with input as halves
	half := _trails([_objects([_kind("true")])])
	data_coverage.unrecorded["S3 object writes"] == _both with input as half
	not data_coverage.unrecorded["S3 object reads"] with input as half
}

test_unrecorded_in_one_region if {
	off := object.union(
		_trails([_objects([])]),
		{"cloudtrail": {"listed": {"eu-west-1": []}}},
	)
	data_coverage.unrecorded["S3 object writes"] == {"eu-west-1"} with input as off
	data_coverage.unrecorded["S3 object writes"] == _both with input as fixtures.with_trails({})
}

test_other_partitions if {
	values := {"type": "AWS::S3::Object", "values": ["arn:aws-cn:s3"]}
	basic := {"advanced": [], "basic": [object.union(fixtures.basic("All"), {"data_resources": [values]})]}
	china := object.union(_trails([basic]), {"source": {"partition": "aws-cn"}})
	not data_coverage.unrecorded["S3 object writes"] with input as china
	data_coverage.unrecorded["S3 object writes"] == _both with input as _trails([basic])
}

test_functions_in_other_partitions if {
	selectors := fixtures.advanced([[
		_data, _type("AWS::Lambda::Function"),
		_resource({"starts_with": ["arn:aws-cn:lambda:"]}),
	]])
	china := object.union(_trails([selectors]), {"source": {"partition": "aws-cn"}})
	not data_coverage.unrecorded["Lambda invocations"] with input as china
	reads := fixtures.advanced([[_data, _type("AWS::Lambda::Function"), _kind("true")]])
	data_coverage.unrecorded["Lambda invocations"] == _both with input as _trails([reads])
	invocations := fixtures.advanced([[
		_data, _type("AWS::Lambda::Function"),
		fixtures.field("eventName", {"equals": ["Invoke"]}),
	]])
	not data_coverage.unrecorded["Lambda invocations"] with input as _trails([invocations])
}

test_bedrock if {
	all := fixtures.advanced([[_data, _type("AWS::Bedrock::Model")]])
	data_coverage.bedrock == _both with input as _trails([all])
	halves := fixtures.advanced([
		[_data, _type("AWS::Bedrock::Model"), _kind("true"), _resource({"starts_with": ["arn:aws:bedrock:"]})],
		[_data, _type("AWS::Bedrock::Model"), _kind("false")],
	])
	data_coverage.bedrock == _both with input as _trails([halves])
	every selectors in [
		fixtures.advanced([[_data, _type("AWS::Bedrock::Model"), _kind("true")]]),
		fixtures.advanced([[_data, _type("AWS::Bedrock::Model"), _kind("false")]]),
		fixtures.advanced([[_data, _type("AWS::S3::Object")]]),
		fixtures.advanced([[
			_data, _type("AWS::Bedrock::Model"),
			_resource({"starts_with": ["arn:aws:bedrock:us-east-1:"]}),
		]]),
	] {
		data_coverage.bedrock == set() with input as _trails([selectors])
	}
}

# How many calls on the objects of the log bucket are not recorded by trails of these selectors.
_missing(list) := calls if {
	calls := data_coverage.unrecorded_calls[fixtures.bucket] with input as _in_region(_trails(list))
}

_in_region(input_) := object.union(
	object.remove(input_, ["s3"]),
	{"s3": {"buckets": {fixtures.bucket: {"name": "audit-logs", "region": "us-east-1"}}}},
)

test_unrecorded_calls if {
	_missing([]) == _calls
	_missing([{"basic": [], "advanced": []}]) == _calls
	_missing([_objects([])]) == set()
	values := {"type": "AWS::S3::Object", "values": ["arn:aws:s3"]}
	basic := object.union(fixtures.basic("All"), {"data_resources": [values]})
	_missing([{"advanced": [], "basic": [basic]}]) == set()
	_missing([_objects([_log_bucket])]) == set()
	_missing([_objects([_kind("true")])]) == _calls - {"GetObject"}
	_missing([_objects([_kind("false"), _log_bucket])]) == {"GetObject"}
	_missing([_objects([fixtures.field("eventName", {"not_equals": ["PutObject"]})])]) == {"PutObject"}
	_missing([_objects([_resource({"starts_with": ["arn:aws:s3:::other/"]})])]) == _calls
}

test_unrecorded_calls_of_trails_together if {
	_missing([_objects([_kind("true")]), _objects([_kind("false"), _log_bucket])]) == set()
	but := _objects([_resource({"not_starts_with": ["arn:aws:s3:::audit-logs/"]})])
	_missing([but]) == _calls
	_missing([but, but]) == _calls
	_missing([but, _objects([])]) == set()
	_missing([but, _objects([_log_bucket])]) == set()
	_missing([but, _objects([_resource({"not_starts_with": ["arn:aws:s3:::other/"]})])]) == set()
	_missing([but, _objects([_kind("true")])]) == _calls - {"GetObject"}
}

# Objects are the concern of the Region in which their bucket lies.
test_unrecorded_calls_by_region if {
	off := object.union(_trails([_objects([])]), {"cloudtrail": {"listed": {"us-east-1": []}}})
	data_coverage.unrecorded_calls[fixtures.bucket] == _calls with input as _in_region(off)
	west := object.union(_in_region(off), {"s3": {"buckets": {fixtures.bucket: {"region": "eu-west-1"}}}})
	data_coverage.unrecorded_calls[fixtures.bucket] == set() with input as west
}

# Two trails, of which the first is off in a Region.
_apart(first, second, region) := fixtures.with_trails({
	"arn:aws:cloudtrail:us-east-1:111122223333:trail/first": fixtures.another_trail({
		"event_selectors": first,
		"status": {region: fixtures.off},
	}),
	"arn:aws:cloudtrail:us-east-1:111122223333:trail/second": fixtures.another_trail({"event_selectors": second}),
})

test_trails_count_where_they_log if {
	nothing := {"basic": [], "advanced": []}
	objects := _apart(_objects([]), nothing, "eu-west-1")
	data_coverage.unrecorded["S3 object writes"] == {"eu-west-1"} with input as objects
	models := _apart(fixtures.advanced([[_data, _type("AWS::Bedrock::Model")]]), nothing, "eu-west-1")
	data_coverage.bedrock == {"us-east-1"} with input as models
	every first in [_objects([]), _objects([_log_bucket])] {
		off := _in_region(_apart(first, nothing, "us-east-1"))
		data_coverage.unrecorded_calls[fixtures.bucket] == _calls with input as off
	}
}

test_selectors_of_some_calls if {
	some_calls := fixtures.field("eventName", {"not_equals": ["x"]})
	data_coverage.unrecorded["S3 object writes"] == _both with input as _trails([_objects([some_calls])])
	data_coverage.unrecorded["S3 object reads"] == _both with input as _trails([_objects([some_calls])])
	models := fixtures.advanced([[_data, _type("AWS::Bedrock::Model"), some_calls]])
	data_coverage.bedrock == set() with input as _trails([models])
	others := fixtures.advanced([[_data, _type("Another::AWS::Bedrock::Model")]])
	data_coverage.bedrock == set() with input as _trails([others])
}
