package rules.iam.administrators_test

import data.lib.fixtures_test as fixtures
import data.rules.iam.administrators

_id := "arn:aws:iam::111122223333:x/somebody"

test_denies_whoever_has_it if {
	every kind in ["users", "roles", "groups"] {
		every policy in ["AdministratorAccess"] {
			has := fixtures.with_aws_policies(kind, _id, ["SecurityAudit", policy])
			words := [sprintf("arn:aws:iam::aws:policy/%s is attached", [policy])]
			fixtures.says(administrators.deny, _id, words) with input as has
		}
	}
}

test_denies_in_any_partition if {
	every partition in ["aws-cn", "aws-us-gov"] {
		has := fixtures.world({
			"source": {"partition": partition},
			"iam": {"roles": {_id: {"attached": [sprintf("arn:%s:iam::aws:policy/AdministratorAccess", [partition])]}}},
		})
		count(administrators.deny) == 1 with input as has
	}
}

test_allows_other_policies if {
	others := fixtures.with_aws_policies("roles", _id, ["PowerUserAccess", "AdministratorAccess-Amplify"])
	administrators.deny == set() with input as others
	own := fixtures.world({"iam": {"roles": {_id: {"attached": [
		"arn:aws:iam::111122223333:policy/AdministratorAccess", "arn:aws:iam::aws:policy/SecurityAudit",
	]}}}})
	administrators.deny == set() with input as own
}

test_allows_those_who_are_meant_to_have_it if {
	has := fixtures.with_aws_policies("roles", _id, ["AdministratorAccess"])
	administrators.deny == set() with input as has with data.params as {"admins": [_id]}
	count(administrators.deny) == 1 with input as has with data.params as {"admins": ["arn:aws:iam::111122223333:y/*"]}
}
