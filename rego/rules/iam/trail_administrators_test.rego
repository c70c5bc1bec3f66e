package rules.iam.trail_administrators_test

import data.lib.fixtures_test as fixtures
import data.rules.iam.trail_administrators

_id := "arn:aws:iam::111122223333:x/somebody"

test_denies_whoever_has_it if {
	every kind in ["users", "roles", "groups"] {
		every policy in ["AWSCloudTrail_FullAccess", "AWSCloudTrailFullAccess"] {
			has := fixtures.with_aws_policies(kind, _id, ["SecurityAudit", policy])
			words := [sprintf("arn:aws:iam::aws:policy/%s is attached", [policy])]
			fixtures.says(trail_administrators.deny, _id, words) with input as has
		}
	}
}

test_denies_in_any_partition if {
	every partition in ["aws-cn", "aws-us-gov"] {
		has := fixtures.world({
			"source": {"partition": partition},
			"iam": {"roles": {_id: {"attached": [sprintf("arn:%s:iam::aws:policy/AWSCloudTrail_FullAccess", [partition])]}}},
		})
		count(trail_administrators.deny) == 1 with input as has
	}
}

test_allows_other_policies if {
	others := fixtures.with_aws_policies("roles", _id, ["AWSCloudTrail_ReadOnlyAccess", "AdministratorAccess"])
	trail_administrators.deny == set() with input as others
	own := fixtures.world({"iam": {"roles": {_id: {"attached": [
		"arn:aws:iam::111122223333:policy/AWSCloudTrail_FullAccess", "arn:aws:iam::aws:policy/SecurityAudit",
	]}}}})
	trail_administrators.deny == set() with input as own
}

test_allows_those_who_are_meant_to_have_it if {
	has := fixtures.with_aws_policies("roles", _id, ["AWSCloudTrail_FullAccess"])
	trail_administrators.deny == set() with input as has with data.params as {"admins": [_id]}
	other := {"admins": ["arn:aws:iam::111122223333:y/*"]}
	count(trail_administrators.deny) == 1 with input as has with data.params as other
}
