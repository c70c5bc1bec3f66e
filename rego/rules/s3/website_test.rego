package rules.s3.website_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.website

test_denies_hosting if {
	hosting := fixtures.with_bucket({"website": {"index_document": "index.html", "redirect_all_host": null}, "cors": null})
	fixtures.says(website.deny, fixtures.bucket, ["website hosting is on"]) with input as hosting
	count(website.deny) == 1 with input as hosting
}

test_denies_cors if {
	cors := [{"methods": ["GET"], "origins": ["https://b.example", "https://a.example"]}]
	input_ := fixtures.with_bucket({"website": null, "cors": cors})
	words := ["CORS lets pages of https://a.example, https://b.example in"]
	fixtures.says(website.deny, fixtures.bucket, words) with input as input_
	count(website.deny) == 1 with input as input_
}

test_denies_cors_for_one_origin if {
	cors := [{"methods": ["GET"], "origins": ["*"]}]
	count(website.deny) == 1 with input as fixtures.with_bucket({"website": null, "cors": cors})
}

test_allows_neither if {
	website.deny == set() with input as fixtures.with_bucket({"website": null, "cors": null})
	website.deny == set() with input as fixtures.with_bucket({"website": null, "cors": []})
}

test_allows_what_nobody_saw if {
	website.deny == set() with input as fixtures.world({})
}
