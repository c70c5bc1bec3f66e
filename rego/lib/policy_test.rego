package lib.policy_test

import data.lib.fixtures_test as fixtures
import data.lib.policy

test_name if {
	policy.name({"sid": "A"}) == `statement "A"`
	policy.name({"sid": "", "offset": 12}) == "statement at byte 12"
}

test_matches_wildcards_and_nothing_else if {
	policy.matches("s3:Get*", "s3:GetObject")
	policy.matches("*", "a:b/c")
	policy.matches("s3:?etObject", "s3:GetObject")
	not policy.matches("s3:[GP]etObject", "s3:GetObject")
	not policy.matches("s3:{GetObject}", "s3:GetObject")
	not policy.matches("s3:Get", "s3:GetObject")
}

test_has_action if {
	policy.has_action(fixtures.allow({"actions": ["S3:getobject"]}), "s3:GetObject")
	policy.has_action(fixtures.allow({"not_actions": ["s3:Put*"]}), "s3:GetObject")
	not policy.has_action(fixtures.allow({"not_actions": ["s3:G*"]}), "s3:GetObject")
	not policy.has_action(fixtures.allow({}), "s3:GetObject")
}

test_has_every_action if {
	policy.has_every_action(fixtures.allow({"actions": ["s3:*"]}), "s3")
	policy.has_every_action(fixtures.allow({"not_actions": ["iam:*"]}), "s3")
	not policy.has_every_action(fixtures.allow({"actions": ["s3:Get*"]}), "s3")
	not policy.has_every_action(fixtures.allow({"not_actions": ["s3:GetObject"]}), "s3")
	not policy.has_every_action(fixtures.allow({"not_actions": ["*"]}), "s3")
}

test_has_resource if {
	policy.has_resource(fixtures.allow({"resources": ["arn:b/*"]}), "arn:b/x/*")
	not policy.has_resource(fixtures.allow({"resources": ["arn:b/x"]}), "arn:b/x/*")
}

test_has_resource_by_exclusion if {
	excluding := fixtures.allow({"resources": [], "not_resources": ["arn:b/p/*.gz"]})
	policy.has_resource(excluding, "arn:b/p/x")
	not policy.has_resource(excluding, "arn:b/p/x.gz")
	policy.has_resource(excluding, "arn:b/q/*")
	not policy.has_resource(excluding, "arn:b/*")
	not policy.has_resource(excluding, "arn:b/p/q/*")
}

test_principals if {
	policy.everybody({"principals": fixtures.anybody})
	policy.everybody({"principals": fixtures.any_account})
	not policy.everybody({"principals": fixtures.cloudtrail})
	policy.has_service({"principals": fixtures.cloudtrail}, "cloudtrail.amazonaws.com")
	not policy.has_service({"principals": fixtures.anybody}, "cloudtrail.amazonaws.com")
	federated := [{"type": "Federated", "id": "cloudtrail.amazonaws.com", "account": ""}]
	not policy.has_service({"principals": federated}, "cloudtrail.amazonaws.com")
}

test_demands if {
	condition := fixtures.condition("StringEquals", "aws:sourcearn", [])
	policy.demands(condition)
	not policy.demands(object.union(condition, {"if_exists": true}))
	not policy.demands(object.union(condition, {"qualifier": "ForAllValues"}))
	policy.demands(object.union(condition, {"qualifier": "ForAnyValue"}))
}

test_one_exclusion_of_two_is_enough if {
	not policy.has_action(fixtures.allow({"not_actions": ["iam:*", "s3:Get*"]}), "s3:GetObject")
	not policy.has_every_action(fixtures.allow({"not_actions": ["iam:*", "S3:GetObject"]}), "s3")
	not policy.has_resource(fixtures.allow({"resources": [], "not_resources": ["arn:a/*", "arn:b/*"]}), "arn:b/x")
}

test_exclusions_are_compared_from_their_beginning if {
	every pair in [["arn:b/p/*", "b/*"], ["b/*", "arn:b/p/*"], ["arn:b/x*z", "arn:b/x*y"]] {
		policy.has_resource(fixtures.allow({"resources": [], "not_resources": [pair[0]]}), pair[1])
	}
}

test_naming if {
	statement := fixtures.allow({"actions": ["s3:Get*", "S3:PUTOBJECT", "*", "s3:ListBucket"]})
	policy.naming(statement, {"s3:PutObject", "s3:PutObjectAcl"}) == {"S3:PUTOBJECT", "*"}
	policy.naming(statement, {"s3:GetObject"}) == {"s3:Get*", "*"}
	policy.naming(fixtures.allow({"actions": ["s3:Get*"]}), {"s3:PutObject"}) == set()
}

test_naming_by_exclusion if {
	statement := fixtures.allow({"not_actions": ["s3:Get*", "iam:*"]})
	policy.naming(statement, {"s3:GetObject", "s3:PutObject"}) == {"everything but s3:Get*, iam:*"}
	policy.naming(statement, {"s3:GetObject"}) == set()
}

_about(resources) := fixtures.allow({"resources": resources})

test_reaches if {
	every pattern in ["*", "arn:b/*", "arn:b/*/z", "arn:b/p/q*", "arn:b/p/q/r", "arn:b/p/qx", "arn:b/?*"] {
		policy.reaches(_about([pattern]), "arn:b/p/q")
	}
	every pattern in ["arn:b", "arn:b/p", "arn:c/*", "arn:b/r/*", "arn:b/p/r*", "x:arn:b/p/q", "b/p*"] {
		not policy.reaches(_about([pattern]), "arn:b/p/q")
	}
	policy.reaches(_about(["arn:c/*", "arn:b/*"]), "arn:b/p/q")
}

_leaving_out(resources) := fixtures.allow({"resources": [], "not_resources": resources})

test_reaches_by_exclusion if {
	policy.reaches(_leaving_out(["arn:b/p/q/r", "arn:c/*"]), "arn:b/p/q")
	not policy.reaches(_leaving_out(["arn:c/*", "arn:b/p/*"]), "arn:b/p/q")
	not policy.reaches(_leaving_out([]), "arn:b/p/q")
}

# cloud-custodian #9879
test_deleted_principals if {
	every id in ["AROAEXAMPLEEXAMPLE", "AIDA1234567890EXAMPLE"] {
		policy.deleted({"id": id})
	}
	every id in [
		"AROA", "arn:aws:iam::111122223333:role/AROAEXAMPLE", "AKIAEXAMPLEEXAMPLE", "xAROAEXAMPLE", "AROAEXAMPLE*",
	] {
		not policy.deleted({"id": id})
	}
}

test_is_service if {
	condition := fixtures.condition("Bool", "aws:principalisawsservice", ["False"])
	policy.is_service(condition, "false")
	not policy.is_service(condition, "true")
	not policy.is_service(object.union(condition, {"operator": "Null"}), "false")
	not policy.is_service(object.union(condition, {"key": "aws:viaawsservice"}), "false")
	not policy.is_service(object.union(condition, {"values": ["false", "true"]}), "false")
}

test_operators if {
	count(policy.positive & policy.negative) == 0
	policy.negative == {"StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike", "ArnNotEquals", "ArnNotLike"}
}

test_tied if {
	tag := fixtures.condition("StringEquals", "aws:resourcetag/team", ["app", "web"])
	other := fixtures.condition("StringEquals", "aws:sourceip", ["192.0.2.1"])
	policy.tied([other, tag], `^aws:resourcetag/`)
	not policy.tied([other], `^aws:resourcetag/`)
	every operator in ["StringLike", "ArnLike", "Bool"] {
		policy.tied([object.union(tag, {"operator": operator})], `^aws:resourcetag/`)
	}
	policy.tied([object.union(tag, {"values": ["false"]})], `^aws:resourcetag/`)
	every loose in [
		{"operator": "StringNotEquals"},
		{"operator": "Null"},
		{"if_exists": true},
		{"qualifier": "ForAllValues"},
		{"values": ["app", "*"]},
		{"values": ["**"]},
		{"values": [""]},
		{"operator": "Bool", "values": ["False"]},
	] {
		not policy.tied([object.union(tag, loose)], `^aws:resourcetag/`)
	}
}
