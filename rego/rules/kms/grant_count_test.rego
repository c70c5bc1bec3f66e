package rules.kms.grant_count_test

import data.lib.fixtures_test as fixtures
import data.rules.kms.grant_count

_grants(count_) := fixtures.with_key({"grants": [fixtures.grant({"id": sprintf("g%d", [i])}) |
	some i in numbers.range(1, count_)
]})

test_denies_many_grants if {
	fixtures.says(grant_count.deny, fixtures.key, ["11 grants", "the 10"]) with input as _grants(11)
}

test_denies_more_than_the_parameter if {
	fixtures.says(grant_count.deny, fixtures.key, ["3 grants", "the 2"]) with input as _grants(3)
		with data.params as {"max_grants": 2}
}

test_allows_few_grants if {
	grant_count.deny == set() with input as _grants(10)
	grant_count.deny == set() with input as fixtures.with_key({"grants": []})
	grant_count.deny == set() with input as _grants(3) with data.params as {"max_grants": 3}
}
