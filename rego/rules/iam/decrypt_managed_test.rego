package rules.iam.decrypt_managed_test

import data.lib.fixtures_test as fixtures
import data.rules.iam.decrypt_managed

_with(elements) := fixtures.with_managed_policy([fixtures.allow(object.union({"actions": ["kms:Decrypt"]}, elements))])

test_denies_decrypting_with_every_key if {
	words := [`statement "S" allows kms:Decrypt on *`]
	fixtures.says(decrypt_managed.deny, fixtures.policy_arn, words) with input as _with({})
	count(decrypt_managed.deny) == 1 with input as _with({"resources": ["arn:aws:kms:*:111122223333:key/*"]})
	count(decrypt_managed.deny) == 1 with input as _with({"actions": [], "not_actions": ["iam:*"]})
	count(decrypt_managed.deny) == 1 with input as _with({"resources": [], "not_resources": [fixtures.key]})
}

test_denies_in_any_partition if {
	gov := object.union(_with({"resources": ["arn:aws-us-gov:kms:*:111122223333:key/*"]}), {"source": {
		"partition": "aws-us-gov",
	}})
	count(decrypt_managed.deny) == 1 with input as gov
}

test_allows_one_key if {
	decrypt_managed.deny == set() with input as _with({"resources": [fixtures.key]})
}

# The documented false positives of Security Hub's KMS.1: conditions, and policies that nobody has.
test_allows_narrowed_and_unattached_policies if {
	tagged := _with({"conditions": [fixtures.condition("StringEquals", "aws:resourcetag/team", ["app"])]})
	decrypt_managed.deny == set() with input as tagged
	unattached := object.union(_with({}), {"iam": {"policies": {fixtures.policy_arn: {"attachments": 0}}}})
	decrypt_managed.deny == set() with input as unattached
}
