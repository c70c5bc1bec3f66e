package rules.s3.access_log_target_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.access_log_target

_writing(elements) := {"document": {"statements": [fixtures.allow(object.union(
	{
		"principals": [{"type": "Service", "id": "logging.s3.amazonaws.com", "account": ""}],
		"actions": ["s3:PutObject"],
		"resources": ["arn:aws:s3:::access-logs/audit/*"],
	},
	elements,
))]}}

_denies(fields, words) if {
	fixtures.says(access_log_target.deny, fixtures.bucket, words) with input as fixtures.with_access_logs(fields)
	count(access_log_target.deny) == 1 with input as fixtures.with_access_logs(fields)
}

_allows(fields) if access_log_target.deny == set() with input as fixtures.with_access_logs(fields)

test_denies_a_target_that_locks if {
	lock := {"enabled": true, "mode": "GOVERNANCE", "days": 1, "years": null}
	_denies({"object_lock": lock}, ["arn:aws:s3:::access-logs locks what arrives"])
}

test_denies_a_target_under_kms if {
	every algorithm in ["aws:kms", "aws:kms:dsse"] {
		words := [sprintf("arn:aws:s3:::access-logs encrypts with %s by default", [algorithm])]
		_denies({"encryption": {"algorithm": algorithm}}, words)
	}
}

test_denies_a_target_that_makes_requesters_pay if {
	_denies({"request_payer": "Requester"}, ["arn:aws:s3:::access-logs makes requesters pay"])
}

test_denies_a_target_that_lets_nobody_write if {
	words := ["nothing lets logging.s3.amazonaws.com put objects at arn:aws:s3:::access-logs/audit/*"]
	_denies({"policy": null}, words)
	_denies({"policy": _writing({"resources": ["arn:aws:s3:::access-logs/other/*"]})}, words)
}

test_denies_a_target_that_lets_others_write if {
	every condition in [
		fixtures.condition("StringEquals", "aws:sourceaccount", [fixtures.stranger]),
		fixtures.condition("ArnLike", "aws:sourcearn", ["arn:aws:s3:::other"]),
	] {
		_denies({"policy": _writing({"conditions": [condition]})}, ["for this bucket"])
	}
}

# AWS S3.9, Trivy #2157, #7239, defsec #613: what takes access logs need not be logged itself.
test_allows_a_fit_target if {
	_allows({"logging": null})
	_allows({"encryption": null})
	_allows({"object_lock": {"enabled": true, "mode": null, "days": null, "years": null}})
	_allows({"policy": _writing({"conditions": [
		fixtures.condition("StringEquals", "aws:sourceaccount", [fixtures.account]),
		fixtures.condition("ArnLike", "aws:sourcearn", [fixtures.bucket]),
	]})})
}

test_allows_the_group_of_old if {
	grant := {"type": "Group", "grantee": "http://acs.amazonaws.com/groups/s3/LogDelivery", "permission": "WRITE"}
	_allows({"policy": null, "acl": {"owner": "c1", "grants": [grant]}})
}

# That there is no such bucket is another rule's.
test_allows_a_target_that_is_gone if {
	_allows({"exists": false, "owner": null, "policy": null, "acl": null, "encryption": null, "request_payer": null})
}

test_allows_a_bucket_that_is_not_logged if {
	access_log_target.deny == set() with input as fixtures.with_bucket({"logging": null})
}

test_allows_what_nobody_saw if {
	doubtful := fixtures.with_access_logs({"policy": null})
	path := ["s3", "buckets", fixtures.access_logs, "exists"]
	access_log_target.deny == set() with input as json.remove(doubtful, [path])
	unseen := json.remove(fixtures.with_access_logs({}), [["s3", "buckets", fixtures.access_logs]])
	access_log_target.deny == set() with input as unseen
}
