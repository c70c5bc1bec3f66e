package rules.kms.policy_defined_test

import data.lib.fixtures_test as fixtures
import data.rules.kms.policy_defined

_in(kind, policy) := object.union(fixtures.with_key({"policy": policy}), {"source": {"kind": kind}})

test_denies_a_template_that_says_nothing if {
	fixtures.says(policy_defined.deny, fixtures.key, ["no policy"]) with input as _in("template", null)
}

test_allows_a_template_that_says_who if {
	said := {"document": {"statements": fixtures.console_key_policy}}
	policy_defined.deny == set() with input as _in("template", said)
}

# A live key always has a policy.
test_allows_a_live_account if {
	policy_defined.deny == set() with input as _in("aws", null)
}
