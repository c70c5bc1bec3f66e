package rules.s3.multi_region_block_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.multi_region_block

_on := {
	"block_public_acls": true, "ignore_public_acls": true, "block_public_policy": true, "restrict_public_buckets": true,
}

_point(kind, block) := fixtures.with_access_point({"kind": kind, "public_access_block": block})

test_denies_a_switch_that_is_off if {
	open := _point("multi_region", object.union(_on, {"restrict_public_buckets": false}))
	fixtures.says(multi_region_block.deny, fixtures.access_point, ["RestrictPublicBuckets is off"]) with input as open
}

test_denies_all_switches_off if {
	open := _point("multi_region", {name: false | some name, _ in _on})
	count(multi_region_block.deny) == 4 with input as open
}

test_allows_all_switches_on if {
	multi_region_block.deny == set() with input as _point("multi_region", _on)
}

test_allows_what_another_rule_judges if {
	multi_region_block.deny == set() with input as _point("standard", null)
}
