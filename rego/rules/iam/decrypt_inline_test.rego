package rules.iam.decrypt_inline_test

import data.lib.fixtures_test as fixtures
import data.rules.iam.decrypt_inline

_id := "arn:aws:iam::111122223333:x/somebody"

_with(kind, elements) := fixtures.with_inline_policy(
	kind, _id,
	[fixtures.allow(object.union({"actions": ["kms:Decrypt"]}, elements))],
)

test_denies_decrypting_with_every_key if {
	every kind in ["users", "roles", "groups"] {
		words := [`inline policy keys, statement "S" allows kms:Decrypt on *`]
		fixtures.says(decrypt_inline.deny, _id, words) with input as _with(kind, {})
	}
}

test_denies_in_any_partition if {
	gov := object.union(_with("roles", {"resources": ["arn:aws-us-gov:kms:*:111122223333:key/*"]}), {"source": {
		"partition": "aws-us-gov",
	}})
	count(decrypt_inline.deny) == 1 with input as gov
}

test_allows_one_key if {
	decrypt_inline.deny == set() with input as _with("roles", {"resources": [fixtures.key]})
}

# Managed policies have a rule of their own.
test_allows_managed_policies if {
	decrypt_inline.deny == set() with input as fixtures.with_managed_policy([fixtures.allow({"actions": ["kms:Decrypt"]})])
}
