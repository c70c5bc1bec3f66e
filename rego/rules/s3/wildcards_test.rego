package rules.s3.wildcards_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.wildcards

_with(elements) := fixtures.with_bucket_policy([fixtures.allow(object.union(
	{"sid": "Wide", "principals": fixtures.role(fixtures.account), "actions": ["s3:GetObject"]},
	elements,
))])

test_denies_every_action if {
	every action in ["*", "s3:*", "S3:*", "s3:**"] {
		wide := _with({"actions": ["s3:GetObject", action]})
		fixtures.says(wildcards.deny, fixtures.bucket, [`"Wide"`, sprintf("allows %s", [action])]) with input as wide
		count(wildcards.deny) == 1 with input as wide
	}
}

test_denies_everything_but_some if {
	but := _with({"actions": [], "not_actions": ["s3:DeleteObject", "iam:*"]})
	words := ["by NotAction everything but s3:DeleteObject, iam:*"]
	fixtures.says(wildcards.deny, fixtures.bucket, words) with input as but
}

test_denies_everybody_but_some if {
	but := _with({"principals": [], "not_principals": fixtures.root(fixtures.stranger)})
	fixtures.says(wildcards.deny, fixtures.bucket, ["by NotPrincipal everything but 999988887777"]) with input as but
}

test_allows_named_actions if {
	wildcards.deny == set() with input as _with({"actions": ["s3:Get*", "s3:List*", "iam:*"]})
	wildcards.deny == set() with input as fixtures.with_bucket_policy(fixtures.guide_bucket_policy)
}

test_allows_wide_denials if {
	every elements in [
		{"actions": ["s3:*"]},
		{"actions": [], "not_actions": ["s3:GetObject"]},
		{"principals": [], "not_principals": fixtures.root(fixtures.account)},
	] {
		wildcards.deny == set() with input as _with(object.union(elements, {"effect": "Deny"}))
	}
}
