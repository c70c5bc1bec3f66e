package lib.lifecycle_test

import data.lib.fixtures_test as fixtures
import data.lib.lifecycle

_now := "2026-03-01T12:00:00Z"

_under(prefix) := fixtures.lifecycle_rule({"prefix": prefix})

test_rules_that_meet_the_files_of_the_trail if {
	every prefix in ["", "AWSLogs/", "AWSLogs/111122223333/CloudTrail/us-east-1/"] {
		lifecycle.rules == {[fixtures.bucket, _under(prefix)]} with input as fixtures.with_lifecycle([_under(prefix)])
	}
}

test_rules_that_meet_other_files if {
	every prefix in ["tmp/", "AWSLogs/111122223333/Config/", "AWSLogs/999988887777/"] {
		lifecycle.rules == set() with input as fixtures.with_lifecycle([_under(prefix)])
	}
}

test_rules_meet_the_prefix_of_the_trail if {
	prefixed := fixtures.with_trail({"s3_key_prefix": "audit"})
	every prefix in ["", "aud", "audit/AWSLogs/"] {
		lifecycle.rules == {[fixtures.bucket, _under(prefix)]} with input as object.union(
			fixtures.with_lifecycle([_under(prefix)]),
			prefixed,
		)
	}
	lifecycle.rules == set() with input as object.union(fixtures.with_lifecycle([_under("AWSLogs/")]), prefixed)
}

test_rules_meet_the_files_of_members if {
	member := [_under("AWSLogs/o-a1b2c3d4e5/999988887777/CloudTrail/")]
	organization := fixtures.with_trail({"is_organization_trail": true})
	count(lifecycle.rules) == 1 with input as object.union(fixtures.with_lifecycle(member), organization)
	lifecycle.rules == set() with input as fixtures.with_lifecycle(member)
	prefixed := fixtures.with_trail({"is_organization_trail": true, "s3_key_prefix": "audit"})
	lifecycle.rules == set() with input as object.union(fixtures.with_lifecycle(member), prefixed)
}

test_disabled_rules_do_nothing if {
	disabled := fixtures.with_lifecycle([fixtures.lifecycle_rule({"enabled": false})])
	lifecycle.rules == set() with input as disabled
	organization := fixtures.with_trail({"is_organization_trail": true})
	lifecycle.rules == set() with input as object.union(disabled, organization)
}

test_deletions_by_days if {
	lifecycle.deletions(fixtures.lifecycle_rule({"expiration_days": 3}), _now) == {[3, "after 3 days"]}
}

test_spans_for_people if {
	lifecycle.span(1) == "1 day"
	lifecycle.span(2) == "2 days"
}

test_deletions_by_date if {
	dated := fixtures.lifecycle_rule({"expiration_date": "2026-03-03T00:00:00Z"})
	lifecycle.deletions(dated, _now) == {[1.5, "on 2026-03-03"]}
}

test_no_deletions if {
	lifecycle.deletions(fixtures.lifecycle_rule({"noncurrent_days": 3}), _now) == set()
}

test_names_for_people if {
	lifecycle.name({"id": "old"}) == `lifecycle rule "old"`
	lifecycle.name({"id": null}) == "a lifecycle rule without ID"
}

test_scopes_for_people if {
	lifecycle.scope(fixtures.lifecycle_rule({})) == "every file"
	lifecycle.scope(_under("AWSLogs/")) == `the files under "AWSLogs/"`
	every filter in [{"size_greater_than": 1}, {"size_less_than": 9}, {"tags": {"a": "b"}}] {
		lifecycle.scope(fixtures.lifecycle_rule(filter)) == "every file of some size or tag"
	}
}

test_rules_meet_the_files_of_other_accounts if {
	rules := [_under("p/AWSLogs/444455556666/"), _under("AWSLogs/"), fixtures.lifecycle_rule({"enabled": false})]
	input_ := fixtures.with_central({"folders": ["p/AWSLogs/"]}, {"lifecycle": rules})
	lifecycle.rules == {[fixtures.central, rules[0]]} with input as input_
}

test_rules_meet_the_files_of_trails_that_are_seen if {
	rules := [_under("AWSLogs/999988887777/CloudTrail/"), _under("AWSLogs/444455556666/")]
	input_ := fixtures.with_central({"trails": [fixtures.guest_trail]}, {"lifecycle": rules})
	organized := object.union(input_, fixtures.to_central({}))
	lifecycle.rules == {[fixtures.central, rule] | some rule in rules} with input as organized
	single := object.union(input_, fixtures.to_central({"is_organization_trail": false}))
	lifecycle.rules == {[fixtures.central, rules[0]]} with input as single
}
