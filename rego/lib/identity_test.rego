package lib.identity_test

import data.lib.fixtures_test as fixtures
import data.lib.identity

_user := "arn:aws:iam::111122223333:user/u"

_decrypting(statements) := identity.decrypting({"statements": statements}, "aws", fixtures.account)

_mastering(statements) := identity.mastering({"statements": statements}, "aws", fixtures.account)

_decrypt(elements) := fixtures.allow(object.union({"actions": ["kms:Decrypt"]}, elements))

_refusing(elements) := fixtures.allow(object.union({"effect": "Deny", "actions": ["kms:*"]}, elements))

test_documents if {
	document := {"statements": [_decrypt({})]}
	managed := fixtures.with_managed_policy([_decrypt({})])
	identity.documents == {[fixtures.policy_arn, "policy Keys", document]} with input as managed
	every kind in ["users", "roles", "groups"] {
		inline := fixtures.with_inline_policy(kind, _user, [_decrypt({})])
		identity.documents == {[_user, "inline policy keys", document]} with input as inline
	}
}

test_decrypting_every_action if {
	every action in ["kms:Decrypt", "KMS:decrypt", "kms:ReEncryptFrom", "kms:ReEncrypt*", "kms:*", "*", "kms:?ecrypt"] {
		_decrypting([_decrypt({"actions": [action]})]) == {sprintf(`statement "S" allows %s on *`, [action])}
	}
	count(_decrypting([_decrypt({"actions": [], "not_actions": ["iam:*"]})])) == 1
}

test_decrypting_other_actions if {
	every elements in [
		{"actions": ["kms:Encrypt", "kms:ReEncryptTo", "kms:DescribeKey", "s3:*"]},
		{"actions": [], "not_actions": ["kms:*"]},
		{"effect": "Deny"},
	] {
		_decrypting([_decrypt(elements)]) == set()
	}
}

test_all_keys if {
	every resource in [
		"*", "arn:aws:kms:*:111122223333:key/*", "arn:aws:kms:*:111122223333:alias/*",
		"arn:aws:kms:eu-west-1:111122223333:key/*",
		"arn:aws:kms:*:*:key/*", "arn:aws:kms:*", "arn:*:kms:*:111122223333:*", "arn:aws:kms:us-east-1:111122223333:*",
	] {
		_decrypting([_decrypt({"resources": [resource]})]) == {sprintf(`statement "S" allows kms:Decrypt on %s`, [resource])}
	}
}

test_some_keys if {
	every resource in [
		fixtures.key, "arn:aws:kms:*:111122223333:key/0c4f*", "arn:aws:kms:*:999988887777:key/*",
		"arn:aws-cn:kms:*:111122223333:key/*", "arn:aws:kms:*:111122223333:key/?",
		"arn:aws:kms:*:111122223333:alias/app*", "arn:aws:s3:::*",
	] {
		_decrypting([_decrypt({"resources": [resource]})]) == set()
	}
}

test_all_keys_but_some if {
	_decrypting([_decrypt({"resources": [], "not_resources": [fixtures.key, "arn:aws:s3:::*"]})]) == {
		sprintf(`statement "S" allows kms:Decrypt on everything but %s, arn:aws:s3:::*`, [fixtures.key]),
	}
	aliases := ["arn:aws:kms:*:111122223333:alias/*"]
	count(_decrypting([_decrypt({"resources": [], "not_resources": aliases})])) == 1
	keys := ["arn:aws:s3:::*", "arn:aws:kms:*:111122223333:key/*"]
	_decrypting([_decrypt({"resources": [], "not_resources": keys})]) == set()
}

# The documented false positive of Security Hub's KMS.1: it ignores conditions.
test_narrowed_by_a_condition if {
	every condition in [
		object.union(fixtures.condition("StringLike", "kms:resourcealiases", ["alias/app-*"]), {"qualifier": "ForAnyValue"}),
		fixtures.condition("StringEquals", "kms:requestalias", ["alias/app"]),
		fixtures.condition("StringEquals", "aws:resourcetag/team", ["app"]),
		fixtures.condition("StringEquals", "kms:encryptioncontext:app", ["a"]),
	] {
		_decrypting([_decrypt({"conditions": [condition]})]) == set()
	}
}

test_not_narrowed_by_a_condition if {
	alias := fixtures.condition("StringEquals", "kms:resourcealiases", ["alias/app"])
	every condition in [
		object.union(alias, {"operator": "StringNotEquals"}),
		object.union(alias, {"if_exists": true}),
		object.union(alias, {"qualifier": "ForAllValues"}),
		object.union(alias, {"values": ["alias/app", "*"]}),
		object.union(alias, {"values": ["**"]}),
		fixtures.condition("StringEquals", "kms:viaservice", ["s3.us-east-1.amazonaws.com"]),
		fixtures.condition("StringEquals", "aws:principaltag/team", ["app"]),
		fixtures.condition("StringEquals", "kms:resourcealiasesx", ["app"]),
		fixtures.condition("StringEquals", "kms:requestaliasx", ["app"]),
		fixtures.condition("StringEquals", "x:aws:resourcetag/team", ["app"]),
	] {
		count(_decrypting([_decrypt({"conditions": [condition]})])) == 1
	}
}

test_withheld_by_the_same_policy if {
	every elements in [
		{},
		{"actions": ["kms:Decrypt"]},
		{"resources": ["arn:aws:kms:*:111122223333:key/*"]},
		{"actions": [], "not_actions": ["s3:*"]},
	] {
		_decrypting([_decrypt({}), _refusing(elements)]) == set()
	}
}

test_not_withheld if {
	every elements in [
		{"effect": "Allow", "actions": ["s3:*"]},
		{"actions": ["kms:ScheduleKeyDeletion"]},
		{"resources": [fixtures.key]},
		{"resources": ["arn:aws:kms:*:111122223333:alias/*"]},
		{"conditions": [fixtures.condition("Bool", "aws:multifactorauthpresent", ["false"])]},
	] {
		count(_decrypting([_decrypt({}), _refusing(elements)])) == 1
	}
	both := _decrypt({"actions": ["kms:Decrypt", "kms:ReEncryptFrom"]})
	_decrypting([both, _refusing({"actions": ["kms:Decrypt"]})]) == {`statement "S" allows kms:ReEncryptFrom on *`}
}

_all := fixtures.allow({"actions": ["kms:*"]})

test_text_in_full if {
	statement := _decrypt({"actions": ["kms:ReEncryptFrom", "kms:Decrypt"], "resources": [fixtures.key, "*"]})
	_decrypting([statement]) == {
		sprintf(`statement "S" allows kms:Decrypt, kms:ReEncryptFrom on %s, *`, [fixtures.key]),
	}
}

test_mastering if {
	_mastering([_all]) == {`statement "S" allows kms:* on *`}
	_mastering([object.union(_all, {"actions": ["*", "s3:Get*"]})]) == {`statement "S" allows * on *`}
	_mastering([object.union(_all, {"actions": [], "not_actions": ["iam:*"]})]) == {
		`statement "S" allows everything but iam:* on *`,
	}
}

test_mastering_a_part if {
	every elements in [
		{"effect": "Deny"},
		{"actions": ["kms:Decrypt", "kms:Create*"]},
		{"resources": [fixtures.key]},
		{"resources": ["arn:aws:kms:*:111122223333:alias/*"]},
		{"actions": [], "not_actions": ["kms:Decrypt"]},
		{"conditions": [fixtures.condition("StringEquals", "aws:resourcetag/team", ["app"])]},
	] {
		_mastering([object.union(_all, elements)]) == set()
	}
}

test_mastering_is_ended_by_denying_a_part if {
	_mastering([_all, _refusing({"actions": ["kms:ScheduleKeyDeletion"]})]) == set()
	_mastering([_all, _refusing({"actions": [], "not_actions": ["s3:*"]})]) == set()
	every elements in [
		{"actions": ["s3:DeleteObject"]},
		{"resources": [fixtures.key]},
		{"conditions": [fixtures.condition("Bool", "aws:multifactorauthpresent", ["false"])]},
	] {
		count(_mastering([_all, _refusing(elements)])) == 1
	}
}

test_attachments if {
	every kind in ["users", "roles", "groups"] {
		has := fixtures.with_aws_policies(kind, _user, ["A", "B"])
		identity.attachments == {[_user, "arn:aws:iam::aws:policy/A"], [_user, "arn:aws:iam::aws:policy/B"]} with input as has
	}
}

test_policies_of_aws if {
	identity.aws_policy("aws-cn", "ReadOnlyAccess") == "arn:aws-cn:iam::aws:policy/ReadOnlyAccess"
}

test_admin if {
	not identity.admin(_user)
	identity.admin(_user) with data.params as {"admins": ["x", _user]}
	identity.admin(_user) with data.params as {"admins": ["arn:aws:iam::111122223333:user/*"]}
	not identity.admin(_user) with data.params as {"admins": ["arn:aws:iam::111122223333:role/*"]}
}
