package rules.cloudtrail.s3_object_reads_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.s3_object_reads

_data := fixtures.field("eventCategory", {"equals": ["Data"]})

_s3 := fixtures.field("resources.type", {"equals": ["AWS::S3::Object"]})

_read_only(value) := fixtures.field("readOnly", {"equals": [value]})

_basic(type, values) := {"basic": [object.union(
	fixtures.basic(type),
	{"data_resources": [{"type": "AWS::S3::Object", "values": values}]},
)]}

test_denies_a_trail_without_data_events if {
	words := ["all reads of S3 objects in eu-west-1, us-east-1"]
	fixtures.says(s3_object_reads.deny, fixtures.account, words) with input as fixtures.world({})
}

test_denies_an_account_without_trails if {
	fixtures.says(s3_object_reads.deny, fixtures.account, ["us-east-1"]) with input as fixtures.with_trails({})
}

# steampipe-mod-aws-compliance takes a bucket whose name begins like another's, and knows one partition only.
test_denies_selectors_of_one_bucket if {
	one := fixtures.selecting(_basic("All", ["arn:aws:s3:::audit-logs/"]))
	words := ["in eu-west-1, us-east-1; trail audit", "arn:aws:s3:::audit-logs/"]
	fixtures.says(s3_object_reads.deny, fixtures.account, words) with input as one
}

test_denies_the_other_half if {
	half := fixtures.selecting(_basic("WriteOnly", ["arn:aws:s3"]))
	fixtures.says(s3_object_reads.deny, fixtures.account, ["ReadWriteType WriteOnly"]) with input as half
	advanced := fixtures.selecting(fixtures.advanced([[_data, _s3, _read_only("false")]]))
	fixtures.says(s3_object_reads.deny, fixtures.account, ["readOnly = false"]) with input as advanced
}

# prowler takes any advanced selector of S3 objects, whatever else it asks, and whether the trail is logging or not.
test_denies_selectors_that_narrow if {
	every name in ["resources.ARN", "eventName", "userIdentity.arn", "eventType", "sessionCredentialFromConsole"] {
		narrow := fixtures.selecting(fixtures.advanced([[_data, _s3, fixtures.field(name, {"equals": ["x"]})]]))
		fixtures.says(s3_object_reads.deny, fixtures.account, [name]) with input as narrow
	}
}

test_denies_a_region_where_the_trail_is_off if {
	off := object.union(
		fixtures.selecting(_basic("All", ["arn:aws:s3"])),
		{"cloudtrail": {"trails": {fixtures.trail: {"status": {"eu-west-1": fixtures.off}}}}},
	)
	fixtures.says(s3_object_reads.deny, fixtures.account, ["in eu-west-1"]) with input as off
	not fixtures.says(s3_object_reads.deny, fixtures.account, ["trail audit"]) with input as off
}

# ScoutSuite 1674: the last selector does not undo those before it. cfn-guard takes one form of these only.
test_allows_basic_selectors_of_all_buckets if {
	every value in ["arn:aws:s3", "arn:aws:s3:::"] {
		all := fixtures.selecting({"basic": [_basic("ReadOnly", [value]).basic[0], fixtures.basic("All")]})
		s3_object_reads.deny == set() with input as all
	}
}

# prowler 1795: reads and writes in two selectors.
test_allows_advanced_selectors if {
	halves := [[_data, _s3, _read_only("true")], [_data, _s3, _read_only("false")]]
	s3_object_reads.deny == set() with input as fixtures.selecting(fixtures.advanced(halves))
	s3_object_reads.deny == set() with input as fixtures.selecting(fixtures.advanced([[_data, _s3]]))
}

# cloud-custodian 8945: an organization trail is one of them.
test_allows_trails_that_record_it_together if {
	s3_object_reads.deny == set() with input as fixtures.with_trails({
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/home": fixtures.another_trail({
			"is_multi_region_trail": false,
			"event_selectors": fixtures.advanced([[_data, _s3]]),
		}),
		"arn:aws:cloudtrail:us-east-1:999988887777:trail/organization": fixtures.another_trail({
			"owner": fixtures.stranger,
			"status": {"us-east-1": fixtures.off},
			"event_selectors": fixtures.advanced([[_data, _s3, _read_only("true")]]),
		}),
	})
}
