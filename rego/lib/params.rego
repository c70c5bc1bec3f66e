# What users may set about rules: params.<name> in a data file. Each parameter has a default, and an annotation that
# says what it is and, as JSON Schema, what its value looks like.
package lib.params

# METADATA
# title: accounts that are ours
# description: Account numbers, beside the scanned account, whose resources are no strangers.
# custom:
#   schema: {type: array, items: {type: string, pattern: "^[0-9]{12}$"}}
default accounts := []

accounts := data.params.accounts

# METADATA
# title: buckets that may receive logs
# description: Names of buckets. Empty means any bucket of an account that is ours.
# custom:
#   schema: {type: array, items: {type: string, minLength: 3, maxLength: 63}}
default buckets := []

buckets := data.params.buckets

# METADATA
# title: id of the organization
# description: The id (o-…) under which an organization trail writes the logs of members. Empty means any id.
# custom:
#   schema: {type: string, pattern: "^(o-[a-z0-9]{10,32})?$"}
default org_id := ""

org_id := data.params.org_id

# METADATA
# title: keys may live outside KMS
# description: Accept keys in a CloudHSM cluster or an external key store, which can be cut off from AWS.
# custom:
#   schema: {type: boolean}
default external_key_stores := false

external_key_stores := data.params.external_key_stores
