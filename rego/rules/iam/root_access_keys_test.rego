package rules.iam.root_access_keys_test

import data.lib.fixtures_test as fixtures
import data.rules.iam.root_access_keys

test_denies_keys if {
	keys := fixtures.with_root({"access_keys": true})
	fixtures.says(root_access_keys.deny, fixtures.account, ["access keys"]) with input as keys
}

test_allows_none if {
	root_access_keys.deny == set() with input as fixtures.with_root({})
}
