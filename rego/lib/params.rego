# The parameters of the rules: what only the owner of an account can know. Each reads data.params and has a default.
package lib.params

# METADATA
# scope: rule
# title: Further accounts that are ours
# description: >-
#   Account numbers beside that of the account that is looked at. A log bucket or key of one of these accounts is ours,
#   and a policy may name their trails.
# custom:
#   schema: {type: array, items: {type: string, pattern: "^[0-9]{12}$"}, uniqueItems: true}
default accounts := []

accounts := data.params.accounts

# METADATA
# scope: rule
# title: Log buckets
# description: Names of the buckets that trails may deliver to; an empty list admits any bucket of ours.
# custom:
#   schema: {type: array, items: {type: string, minLength: 1}, uniqueItems: true}
default buckets := []

buckets := data.params.buckets

# METADATA
# scope: rule
# title: Hours within which logs must arrive
# description: >-
#   How old the newest delivery to CloudWatch Logs may be. CloudTrail delivers within minutes where anything happens.
# custom:
#   schema: {type: integer, minimum: 1}
default delivery_hours := 24

delivery_hours := data.params.delivery_hours
