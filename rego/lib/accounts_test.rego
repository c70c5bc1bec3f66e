package lib.accounts_test

import data.lib.accounts

test_allows_the_account_itself if {
	accounts.ours == {"111122223333"} with input as {"source": {"account": "111122223333"}}
}

test_allows_those_that_the_parameters_name if {
	accounts.ours == {"111122223333", "444455556666"} with input as {"source": {"account": "111122223333"}}
		with data.params as {"accounts": ["444455556666"]}
}

test_allows_the_organization_that_the_parameters_name if {
	input_ := {"source": {"account": "111122223333"}}
	named := {"accounts": ["444455556666"], "org_id": "o-a1b2c3d4e5"}
	accounts.known == {"111122223333", "444455556666", "o-a1b2c3d4e5"} with input as input_ with data.params as named
	accounts.known == {"111122223333"} with input as input_
}
