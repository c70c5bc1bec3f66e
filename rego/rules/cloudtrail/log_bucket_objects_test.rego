package rules.cloudtrail.log_bucket_objects_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.log_bucket_objects

_objects(fields) := fixtures.advanced([array.concat(
	[
		fixtures.field("eventCategory", {"equals": ["Data"]}),
		fixtures.field("resources.type", {"equals": ["AWS::S3::Object"]}),
	],
	fields,
)])

_this := fixtures.field("resources.ARN", {"starts_with": ["arn:aws:s3:::audit-logs/"]})

test_denies_a_trail_without_data_events if {
	words := ["DeleteObject, DeleteObjects, GetObject, PutObject on", fixtures.bucket]
	fixtures.says(log_bucket_objects.deny, fixtures.account, words) with input as fixtures.world({})
	count(log_bucket_objects.deny) == 1 with input as fixtures.world({})
}

test_denies_what_is_not_recorded if {
	writes := fixtures.selecting(_objects([_this, fixtures.field("readOnly", {"equals": ["false"]})]))
	fixtures.says(log_bucket_objects.deny, fixtures.account, ["record GetObject on"]) with input as writes
}

test_denies_a_selector_that_leaves_the_bucket_out if {
	others := fixtures.field("resources.ARN", {"not_starts_with": ["arn:aws:s3:::audit-logs/"]})
	without := fixtures.selecting(_objects([others]))
	fixtures.says(log_bucket_objects.deny, fixtures.account, ["DeleteObject"]) with input as without
}

test_denies_a_selector_of_a_bucket_that_begins_alike if {
	old := fixtures.field("resources.ARN", {"starts_with": ["arn:aws:s3:::audit-logs-old/"]})
	other := fixtures.selecting(_objects([old]))
	fixtures.says(log_bucket_objects.deny, fixtures.account, ["DeleteObject"]) with input as other
}

test_allows_a_selector_of_the_bucket if {
	log_bucket_objects.deny == set() with input as fixtures.selecting(_objects([_this]))
}

test_allows_a_selector_without_the_deliveries_of_cloudtrail if {
	role := "arn:aws:iam::111122223333:role/aws-service-role/cloudtrail.amazonaws.com/AWSServiceRoleForCloudTrail"
	others := fixtures.field("userIdentity.arn", {"not_equals": [role]})
	log_bucket_objects.deny == set() with input as fixtures.selecting(_objects([_this, others]))
}

# prowler 1820: nobody here sees what another account's trails record.
test_allows_buckets_of_others if {
	log_bucket_objects.deny == set() with input as fixtures.with_bucket({"owner": fixtures.stranger})
	log_bucket_objects.deny == set() with input as fixtures.with_bucket({"owner": null})
}
