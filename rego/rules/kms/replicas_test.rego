package rules.kms.replicas_test

import data.lib.fixtures_test as fixtures
import data.rules.kms.replicas

_replica := "arn:aws:kms:eu-west-1:111122223333:key/mrk-1"

# The key of the trail is a primary with one replica, which has these fields.
_with(fields) := fixtures.world({"kms": {"keys": {
	fixtures.key: {"replicas": [_replica]},
	_replica: object.union(
		{
			"region": "eu-west-1",
			"owner": fixtures.account,
			"exists": true,
			"primary": fixtures.key,
			"replicas": [],
			"metadata": {"state": "Enabled"},
			"policy": {"document": {"statements": []}},
		},
		fields,
	),
}}})

_policy(elements) := _with({"policy": {"document": {"statements": [
	fixtures.allow(object.union({"sid": "R"}, elements)),
]}}})

_encrypting(conditions) := _policy({
	"principals": fixtures.cloudtrail,
	"actions": ["kms:GenerateDataKey*"],
	"conditions": conditions,
})

_source(values) := fixtures.condition("StringEquals", "aws:sourceaccount", values)

test_denies_a_replica_that_is_not_enabled if {
	every state in ["Disabled", "PendingDeletion", "PendingImport", "Unavailable", "Creating", "Updating"] {
		off := _with({"metadata": {"state": state}})
		fixtures.says(replicas.deny, _replica, [state, "can't decrypt"]) with input as off
		count(replicas.deny) == 1 with input as off
	}
}

test_denies_a_replica_that_is_open_to_everybody if {
	open := _policy({"principals": fixtures.any_account, "actions": ["kms:Decrypt"]})
	fixtures.says(replicas.deny, _replica, [`"R"`, "everybody kms:Decrypt"]) with input as open
	count(replicas.deny) == 1 with input as open
}

test_denies_a_replica_that_cloudtrail_uses_for_any_account if {
	fixtures.says(replicas.deny, _replica, [`"R"`, "any account"]) with input as _encrypting([])
	count(replicas.deny) == 1 with input as _encrypting([])
}

test_denies_a_replica_that_cloudtrail_uses_for_strangers if {
	strange := _encrypting([_source([fixtures.account, fixtures.stranger, "222233334444"])])
	fixtures.says(replicas.deny, _replica, [`"R"`, "for 222233334444, 999988887777"]) with input as strange
	count(replicas.deny) == 1 with input as strange
}

# The trail uses the replica, and the primary is the looser one.
test_denies_a_loose_primary if {
	loose := fixtures.world({"kms": {"keys": {
		fixtures.key: {"primary": _replica},
		_replica: {
			"region": "eu-west-1",
			"owner": fixtures.account,
			"exists": true,
			"policy": {"document": {"statements": [
				fixtures.allow({"principals": fixtures.anybody, "actions": ["kms:*"]}),
			]}},
		},
	}}})
	count(replicas.deny) == 1 with input as loose
}

test_denies_a_replica_of_the_key_of_the_log_group if {
	open := _policy({"principals": fixtures.any_account, "actions": ["kms:Decrypt"]})
	count(replicas.deny) == 1 with input as object.union(open, {
		"cloudtrail": {"trails": {fixtures.trail: {"key": null, "log_group": fixtures.group}}},
		"logs": {"groups": {fixtures.group: {"settings": {"kms_key_id": fixtures.key}}}},
	})
}

_grant(fields) := _with({"grants": [_grant_of(fields)]})

_grant_of(fields) := object.union(
	{
		"id": "g-1",
		"grantee": "arn:aws:iam::111122223333:role/reader",
		"retiring": null,
		"operations": ["DescribeKey"],
		"encryption_context_equals": {},
		"encryption_context_subset": {},
		"source_arn": null,
	},
	fields,
)

test_denies_a_grant_for_a_stranger if {
	every stranger in ["arn:aws:iam::999988887777:user/x", fixtures.stranger] {
		every verb, fields in {"use": {"grantee": stranger}, "retire": {"retiring": stranger}} {
			words := [sprintf("grant g-1: %s, who may %s it", [stranger, verb])]
			fixtures.says(replicas.deny, _replica, words) with input as _grant(fields)
			count(replicas.deny) == 1 with input as _grant(fields)
		}
	}
}

test_allows_grants_for_readers if {
	reader := "arn:aws:iam::999988887777:user/x"
	every known in [reader, fixtures.stranger] {
		replicas.deny == set() with input as _grant({"grantee": reader}) with data.params as {"readers": [known]}
	}
}

test_denies_a_replica_that_lets_strangers_in if {
	let := {"principals": fixtures.root(fixtures.stranger), "actions": ["kms:Decrypt"]}
	words := [`statement "R" lets in account 999988887777: none of ours`]
	fixtures.says(replicas.deny, _replica, words) with input as _policy(let)
	count(replicas.deny) == 1 with input as _policy(let)
	two := object.union(let, {"principals": array.concat(
		fixtures.root(fixtures.stranger),
		fixtures.root("222233334444"),
	)})
	fixtures.says(replicas.deny, _replica, ["account 222233334444, account 999988887777"]) with input as _policy(two)
	pinned := {
		"principals": fixtures.any_account,
		"actions": ["kms:Decrypt"],
		"conditions": [fixtures.condition("StringEquals", "kms:calleraccount", [fixtures.stranger])],
	}
	count(replicas.deny) == 1 with input as _policy(pinned)
}

test_allows_those_who_may_use_the_key_itself if {
	replicas.deny == set() with input as _policy({"principals": fixtures.root(fixtures.account)})
	let := {"principals": fixtures.root(fixtures.stranger), "actions": ["kms:Decrypt"]}
	every given in [{"accounts": [fixtures.stranger]}, {"readers": [fixtures.stranger]}] {
		replicas.deny == set() with input as _policy(let) with data.params as given
	}
	organized := object.union(let, {"conditions": [
		fixtures.condition("StringEquals", "aws:principalorgid", [fixtures.organization]),
	]})
	count(replicas.deny) == 1 with input as _policy(organized)
	replicas.deny == set() with input as _policy(organized) with data.params as {"org_id": fixtures.organization}
	theirs := {"owner": fixtures.stranger, "policy": {"document": {"statements": [fixtures.allow(let)]}}}
	replicas.deny == set() with input as _with(theirs)
}

test_allows_what_another_statement_keeps_out if {
	let := fixtures.allow({"principals": fixtures.root(fixtures.stranger), "actions": ["kms:Decrypt"]})
	fence := fixtures.allow({
		"effect": "Deny",
		"principals": fixtures.anybody,
		"actions": ["kms:*"],
		"conditions": [fixtures.condition("StringNotEquals", "aws:principalaccount", [fixtures.account])],
	})
	every statements in [[let, fence], [fence, let]] {
		replicas.deny == set() with input as _with({"policy": {"document": {"statements": statements}}})
	}
	tight := object.union(fence, {"resources": ["arn:aws:s3:::b"]})
	count(replicas.deny) == 1 with input as _with({"policy": {"document": {"statements": [let, tight]}}})
}

test_denies_a_grant_that_is_bound_to_nothing if {
	count(replicas.deny) == 1 with input as _grant({"operations": ["Decrypt"]})
	loose := _grant({"operations": ["Decrypt", "CreateGrant"]})
	fixtures.says(replicas.deny, _replica, ["grant g-1 gives CreateGrant, Decrypt"]) with input as loose
	count(replicas.deny) == 1 with input as loose
}

test_allows_our_grants if {
	replicas.deny == set() with input as _grant({})
	replicas.deny == set() with input as _grant({"grantee": null, "retiring": "AIDAEXAMPLE"})
	replicas.deny == set() with input as _grant({
		"operations": ["Decrypt"],
		"encryption_context_subset": {"aws:cloudtrail:arn": fixtures.trail},
	})
	friend := _grant({"grantee": "arn:aws:iam::999988887777:user/x"})
	replicas.deny == set() with input as friend with data.params as {"accounts": [fixtures.stranger]}
}

test_allows_a_replica_as_strict_as_the_key if {
	replicas.deny == set() with input as _with({})
	replicas.deny == set() with input as _encrypting([_source([fixtures.account])])
	replicas.deny == set() with input as _policy({
		"principals": fixtures.any_account,
		"actions": ["kms:Decrypt"],
		"conditions": [fixtures.condition("StringEquals", "kms:calleraccount", [fixtures.account])],
	})
}

test_allows_our_other_accounts if {
	ours := _encrypting([_source([fixtures.stranger])])
	replicas.deny == set() with input as ours with data.params as {"accounts": [fixtures.stranger]}
}

test_allows_what_others_do_with_other_things if {
	replicas.deny == set() with input as _policy({"principals": fixtures.any_account, "actions": ["s3:GetObject"]})
	replicas.deny == set() with input as _policy({
		"effect": "Deny",
		"principals": fixtures.cloudtrail,
		"actions": ["kms:*"],
	})
}

test_allows_what_other_keys_let_in if {
	other := {"arn:aws:kms:eu-west-1:111122223333:key/other": {
		"owner": fixtures.account,
		"exists": true,
		"replicas": [],
		"policy": {"document": {"statements": [fixtures.allow({
			"principals": fixtures.root(fixtures.stranger),
			"actions": ["kms:Decrypt"],
		})]}},
	}}
	replicas.deny == set() with input as object.union(_with({}), {"kms": {"keys": other}})
}

# The key itself is judged by rules of its own.
test_allows_a_key_that_the_trail_uses if {
	replicas.deny == set() with input as fixtures.with_key({
		"metadata": {"state": "Disabled"},
		"grants": [_grant_of({"grantee": "arn:aws:iam::999988887777:user/x", "operations": ["Decrypt"]})],
	})
	replicas.deny == set() with input as fixtures.with_key_policy([fixtures.allow({
		"principals": fixtures.anybody,
		"actions": ["kms:*"],
	})])
}

test_allows_a_replica_that_is_gone if {
	replicas.deny == set() with input as _with({"exists": false, "metadata": null, "policy": null})
}
