package rules.s3.public_read_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.public_read

_open(elements) := fixtures.with_bucket_policy([fixtures.allow(object.union(
	{"sid": "Open", "principals": fixtures.anybody, "actions": ["s3:GetObject"]},
	elements,
))])

test_denies_a_principal_of_everybody if {
	fixtures.says(public_read.deny, fixtures.bucket, [`"Open"`, "everybody s3:GetObject"]) with input as _open({})
}

test_denies_every_way_to_write_the_action if {
	every action in ["*", "s3:*", "s3:Get*", "S3:GETOBJECTVERSION", "s3:ListBucket", "s3:*Object", "s3:?etObject"] {
		open := _open({"principals": fixtures.any_account, "actions": [action]})
		fixtures.says(public_read.deny, fixtures.bucket, [action]) with input as open
	}
}

test_denies_everything_but_something if {
	open := _open({"actions": [], "not_actions": ["s3:PutObject", "s3:GetBucketAcl"]})
	fixtures.says(public_read.deny, fixtures.bucket, ["everything but s3:PutObject"]) with input as open
}

test_denies_everybody_but_somebody if {
	open := _open({"principals": [], "not_principals": fixtures.root(fixtures.account)})
	fixtures.says(public_read.deny, fixtures.bucket, ["everybody but 111122223333"]) with input as open
}

test_denies_a_condition_that_pins_nobody_and_keeps_its_value if {
	open := _open({"conditions": [fixtures.condition("StringLike", "aws:referer", ["s3cret"])]})
	fixtures.says(public_read.deny, fixtures.bucket, ["aws:referer"]) with input as open
	not fixtures.says(public_read.deny, fixtures.bucket, ["s3cret"]) with input as open
}

# Prowler's is_policy_public counts any value of a listed key.
test_denies_everybody_with_any_source if {
	every operator in ["StringLike", "ArnLike", "StringEquals"] {
		open := _open({"conditions": [fixtures.condition(operator, "aws:sourcearn", ["*"])]})
		fixtures.says(public_read.deny, fixtures.bucket, ["aws:sourcearn"]) with input as open
	}
}

test_denies_a_bucket_of_another_account_whatever_ours_blocks if {
	open := object.union(_open({}), {"s3": {
		"account_public_access_block": {"restrict_public_buckets": true},
		"buckets": {fixtures.bucket: {"owner": fixtures.stranger}},
	}})
	count(public_read.deny) == 1 with input as open
}

# Prowler #5386
test_allows_what_the_bucket_restricts if {
	public_read.deny == set() with input as object.union(
		_open({}),
		fixtures.with_bucket({"public_access_block": {"restrict_public_buckets": true}}),
	)
}

test_allows_what_the_account_restricts if {
	block := {"s3": {"account_public_access_block": {"restrict_public_buckets": true}}}
	public_read.deny == set() with input as object.union(_open({}), block)
}

# Steampipe #952
test_allows_a_statement_that_is_pinned if {
	pinned := fixtures.condition("StringEquals", "aws:principalorgid", ["o-a1b2c3d4e5"])
	public_read.deny == set() with input as _open({"conditions": [pinned]})
}

test_allows_writing_alone if {
	public_read.deny == set() with input as _open({"actions": ["s3:PutObject"]})
	public_read.deny == set() with input as _open({"actions": [], "not_actions": ["s3:Get*", "s3:L*"]})
}

test_allows_a_bucket_without_a_policy if {
	public_read.deny == set() with input as fixtures.with_bucket({"policy": null})
}

# Statements that deny open nothing, whomever they name and spare.
test_allows_denials_to_everybody if {
	every conditions in [
		[],
		[fixtures.outside("aws:principalorgid", [fixtures.organization])],
		[fixtures.outside("aws:principalorgid", [fixtures.organization]), fixtures.no_service],
	] {
		fenced := array.concat(fixtures.guide_bucket_policy, [fixtures.fence(conditions)])
		public_read.deny == set() with input as fixtures.with_bucket_policy(fenced)
	}
}

# BlockPublicPolicy keeps new policies out and leaves old ones in force: Steampipe takes it for protection.
test_denies_what_is_blocked_too_late if {
	late := object.union(_open({}), fixtures.with_bucket({"public_access_block": {
		"block_public_policy": true,
		"restrict_public_buckets": false,
	}}))
	count(public_read.deny) == 1 with input as late
}
