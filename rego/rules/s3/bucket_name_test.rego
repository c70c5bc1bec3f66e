package rules.s3.bucket_name_test

import data.lib.fixtures_test as fixtures
import data.rules.s3.bucket_name

_named(name) := fixtures.with_bucket({"name": name})

test_denies_names_that_are_no_label_of_a_host if {
	long := concat("", [sprintf("a%d", [x]) | some x in numbers.range(100, 115)])
	count(long) == 64
	every name in ["audit.logs", "Audit-Logs", "audit_logs", "-audit", "audit-", "au", long] {
		words := [sprintf("%q is no name of lower-case letters, digits and hyphens alone", [name])]
		fixtures.says(bucket_name.deny, fixtures.bucket, words) with input as _named(name)
	}
}

test_allows_plain_names if {
	longest := concat("", array.concat(["abc"], [sprintf("a%d", [x]) | some x in numbers.range(100, 114)]))
	count(longest) == 63
	every name in ["audit-logs", "aws-cloudtrail-logs-111122223333-1a2b3c4d", "a1b", "0a0", longest] {
		bucket_name.deny == set() with input as _named(name)
	}
}
