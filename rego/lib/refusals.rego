# What refused requests look like to people.
package lib.refusals

# The first of the requests, how many more there are, and what denies it.
told(refused) := sprintf("%s on %s is refused%s: %s", [
	refused[0].action,
	refused[0].resource,
	_more(count(refused) - 1),
	_why(refused[0].why),
])

_more(0) := ""

_more(n) := sprintf(", and %d more requests", [n]) if n > 0

_why([]) := "no statement allows it"

_why(statements) := concat("; ", statements) if count(statements) > 0
