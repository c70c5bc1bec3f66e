# What users may set about rules: params.<name> in a data file. Each parameter has a default, and an annotation that says
# what it is and, as JSON Schema, what its value looks like.
package lib.params

# METADATA
# title: accounts that are ours
# description: Account numbers, beside the scanned account, whose resources are no strangers.
# custom:
#   schema: {type: array, items: {type: string, pattern: "^[0-9]{12}$"}}
default accounts := []

accounts := data.params.accounts
