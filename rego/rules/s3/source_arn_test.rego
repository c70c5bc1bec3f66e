package rules.s3.source_arn_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.source_arn

_from(operator, values) := fixtures.with_bucket_policy([fixtures.allow({
	"sid": "Write",
	"principals": fixtures.cloudtrail,
	"actions": ["s3:PutObject"],
	"conditions": [fixtures.condition(operator, "aws:sourcearn", values)],
})])

test_denies_the_region_that_delivers if {
	wrong := _from("StringEquals", ["arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit"])
	fixtures.says(source_arn.deny, fixtures.bucket, ["eu-west-1", "at home in us-east-1"]) with input as wrong
}

# aws-cdk 31400, aws-cdk 11602, aws-cdk 27168
test_denies_a_trail_that_is_gone if {
	every operator in ["StringEquals", "StringLike", "ArnEquals", "ArnLike"] {
		gone := _from(operator, [fixtures.trail, "arn:aws:cloudtrail:us-east-1:111122223333:trail/before"])
		fixtures.says(source_arn.deny, fixtures.bucket, ["trail/before", "no such trail"]) with input as gone
		count(source_arn.deny) == 1 with input as gone
	}
}

test_denies_the_name_of_a_trail_of_others if {
	gone := _from("StringEquals", ["arn:aws:cloudtrail:us-east-1:111122223333:trail/bystander"])
	fixtures.says(source_arn.deny, fixtures.bucket, ["no such trail"]) with input as gone
}

test_denies_a_pattern_that_no_trail_matches if {
	gone := _from("StringLike", ["arn:aws:cloudtrail:us-east-1:111122223333:trail/before*"])
	fixtures.says(source_arn.deny, fixtures.bucket, ["before*", "no such trail"]) with input as gone
	away := _from("ArnLike", ["arn:aws:cloudtrail:eu-west-1:111122223333:trail/*"])
	fixtures.says(source_arn.deny, fixtures.bucket, ["trail/*", "at home in us-east-1"]) with input as away
}

test_denies_a_pattern_that_is_taken_as_it_is if {
	every operator in ["StringEquals", "StringEqualsIgnoreCase"] {
		literal := _from(operator, ["arn:aws:cloudtrail:*:111122223333:trail/audit"])
		fixtures.says(source_arn.deny, fixtures.bucket, [`"Write"`, operator, "as they are"]) with input as literal
	}
	one := _from("StringEquals", ["arn:aws:cloudtrail:us-east-1:111122223333:trail/audi?"])
	count(source_arn.deny) == 1 with input as one
}

test_allows_the_trail if {
	source_arn.deny == set() with input as _from("StringEquals", [fixtures.trail])
}

test_allows_what_can_not_be_told if {
	every arn in [
		"arn:aws:cloudtrail:*:111122223333:trail/*",
		"arn:aws:cloudtrail:sa-east-1:111122223333:trail/before",
		"arn:aws:cloudtrail:us-east-1:999988887777:trail/audit",
		"arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/4d5e",
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/aud*",
		"arn:aws:cloudtrail:us-east-1:111122223333:trail/${aws:username}",
		"arn:aws:elsewhere:us-east-1:111122223333:trail/audit",
	] {
		source_arn.deny == set() with input as _from("StringLike", [arn])
	}
}

test_allows_statements_and_conditions_of_another_kind if {
	gone := ["arn:aws:cloudtrail:us-east-1:111122223333:trail/before"]
	every elements in [
		{"effect": "Deny", "conditions": [fixtures.condition("StringEquals", "aws:sourcearn", gone)]},
		{"principals": fixtures.anybody, "conditions": [fixtures.condition("StringEquals", "aws:sourcearn", gone)]},
		{"conditions": [fixtures.condition("StringEquals", "aws:principalarn", gone)]},
		{"conditions": [fixtures.condition("StringNotEquals", "aws:sourcearn", gone)]},
	] {
		source_arn.deny == set() with input as fixtures.with_bucket_policy([fixtures.allow(object.union(
			{"principals": fixtures.cloudtrail, "actions": ["s3:PutObject"]},
			elements,
		))])
	}
}

test_denies_and_names_each_home if {
	namesake := fixtures.another_trail({"home_region": "eu-west-1"})
	elsewhere := {"cloudtrail": {"trails": {"arn:aws:cloudtrail:eu-west-1:111122223333:trail/audit": namesake}}}
	looked := {"source": {"regions": ["eu-west-1", "sa-east-1", "us-east-1"]}}
	wrong := _from("StringEquals", ["arn:aws:cloudtrail:sa-east-1:111122223333:trail/audit"])
	words := [concat("", [
		`statement "Write" names arn:aws:cloudtrail:sa-east-1:111122223333:trail/audit, `,
		"but that trail is at home in eu-west-1, us-east-1",
	])]
	fixtures.says(source_arn.deny, fixtures.bucket, words) with input as object.union(
		wrong,
		object.union(elsewhere, looked),
	)
}

test_allows_another_kind_of_resource_with_trail_in_its_name if {
	other := _from("StringEquals", ["arn:aws:cloudtrail:us-east-1:111122223333:channel/trail/before"])
	source_arn.deny == set() with input as other
}
