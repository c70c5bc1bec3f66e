package lib.refusals_test

import data.lib.refusals

_refusal(why) := {"action": "s3:PutObject", "resource": "arn:x", "why": why}

test_told if {
	refusals.told([_refusal([])]) == "s3:PutObject on arn:x is refused: no statement allows it"
	refusals.told([_refusal(["a denies", "b denies"]), _refusal([])]) == concat(" ", [
		"s3:PutObject on arn:x is refused,",
		"and 1 more requests: a denies; b denies",
	])
	refusals.told([_refusal([]), _refusal([]), _refusal([])]) == concat(" ", [
		"s3:PutObject on arn:x is refused,",
		"and 2 more requests: no statement allows it",
	])
}
