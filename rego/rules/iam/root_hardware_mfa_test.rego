package rules.iam.root_hardware_mfa_test

import data.lib.fixtures_test as fixtures
import data.rules.iam.root_hardware_mfa

_devices(names) := fixtures.world({"iam": {"root_virtual_mfa": [sprintf("arn:aws:iam::111122223333:mfa/%s", [name]) |
	some name in names
]}})

test_denies_virtual_devices if {
	words := ["arn:aws:iam::111122223333:mfa/phone is virtual"]
	fixtures.says(root_hardware_mfa.deny, fixtures.account, words) with input as _devices(["phone"])
	count(root_hardware_mfa.deny) == 2 with input as _devices(["phone", "root-account-mfa-device"])
}

test_allows_hardware if {
	root_hardware_mfa.deny == set() with input as _devices([])
}

test_allows_partitions_without_root if {
	gov := object.union(_devices(["phone"]), {"source": {"partition": "aws-us-gov"}})
	root_hardware_mfa.deny == set() with input as gov
}
