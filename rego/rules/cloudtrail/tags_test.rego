package rules.cloudtrail.tags_test

import data.lib.fixtures_test as fixtures
import data.rules.cloudtrail.tags

_required := {"required_tags": ["owner", "data-class"]}

test_denies_a_trail_that_lacks_tags if {
	tagged := fixtures.with_trail({"tags": {"owner": "security"}})
	fixtures.says(tags.deny, fixtures.trail, ["lacks tags: data-class"]) with input as tagged with data.params as _required
	words := ["lacks tags: data-class, owner"]
	fixtures.says(tags.deny, fixtures.trail, words) with input as fixtures.world({}) with data.params as _required
	fixtures.says(tags.deny, fixtures.trail, words) with input as fixtures.with_trail({"tags": null})
		with data.params as _required
}

test_allows_a_trail_that_has_them if {
	tagged := fixtures.with_trail({"tags": {"owner": "", "data-class": "audit", "env": "prod"}})
	tags.deny == set() with input as tagged with data.params as _required
}

# cloud-custodian 8956: the tags of a trail of the management account can't be read from a member.
test_allows_what_the_management_account_owns if {
	tags.deny == set() with input as fixtures.with_trail({"owner": fixtures.stranger}) with data.params as _required
}

test_allows_any_tags_where_none_are_required if {
	tags.deny == set() with input as fixtures.world({})
}
