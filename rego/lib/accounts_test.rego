package lib.accounts_test

import data.lib.accounts

test_allows_the_account_itself if {
	accounts.ours == {"111122223333"} with input as {"source": {"account": "111122223333"}}
}

test_allows_those_that_the_parameters_name if {
	accounts.ours == {"111122223333", "444455556666"} with input as {"source": {"account": "111122223333"}}
		with data.params as {"accounts": ["444455556666"]}
}
