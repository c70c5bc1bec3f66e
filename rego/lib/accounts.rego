# Whose is whose.
package lib.accounts

import data.lib.params

# The accounts that are ours: the one that was looked at, and those that the parameters name.
ours contains input.source.account

ours contains account if some account in params.accounts

# What a condition may name to let in ours alone: these accounts, and our organization.
known contains account if some account in ours

known contains params.org_id if params.org_id != ""
