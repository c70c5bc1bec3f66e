# Who can send a service where a statement lets it in. A service acts on behalf of a resource, such as a trail; unless a
# condition names whose, anybody's resource can send it, and the service is a confused deputy.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
package lib.deputy

import data.lib.policy

# Some condition names accounts or organizations, in full.
bound(statement) if {
	some condition in statement.conditions
	_owners(condition)
}

# The accounts and organizations that the statement names and that are not known; undefined where there are none. All
# conditions of a statement must hold, so that one that names ours alone keeps the others out. Whose an organization is
# can't be seen, unless ours is among the known.
strangers(statement, known) := union(named) if {
	named := {found |
		some condition in statement.conditions
		owners := _owners(condition)
		found := {owner | some owner in owners; _told(owner, known)} - known
	}
	count(named) > 0
	not set() in named
}

_told(owner, _) if not startswith(owner, "o-")

_told(_, known) if {
	some id in known
	startswith(id, "o-")
}

# Keys of the resource on whose behalf a service calls.
sources := {"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"}

_keys := sources | {"kms:encryptioncontext:aws:cloudtrail:arn"}

# Undefined for a condition that does not name each of its owners in full.
_owners(condition) := {whose | some value in condition.values; whose := owner(value)} if {
	condition.operator in policy.positive
	condition.key in _keys
	policy.demands(condition)
	every value in condition.values {
		owner(value)
	}
}

# The account or organization that a value names in full; undefined where it names none.
owner(value) := value if regex.match(`^([0-9]{12}|o-[a-z0-9]{10,32})$`, value)

# A path begins with the organization.
owner(value) := split(value, "/")[0] if regex.match(`^o-[a-z0-9]{10,32}/`, value)

owner(value) := split(value, ":")[4] if regex.match(`^arn:[^:]*:[^:]*:[^:]*:[0-9]{12}:`, value)

# The services that a statement lets in and that, when they assume a role, say on behalf of which resource.
senders(statement) := {principal.id |
	statement.effect == "Allow"
	some principal in statement.principals
	principal.type == "Service"
	regex.match(
		`^(cloudtrail|config|delivery\.logs|events|logs|scheduler|vpc-flow-logs)\.([a-z0-9-]+\.)?amazonaws\.com(\.cn)?$`,
		principal.id,
	)
}

# The accounts of CloudTrail from before it had a service principal, Region by Region. Policies that name them serve
# some Regions only. From the editions of the user guide and of the GovCloud guide.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-supported-regions.html
legacy := {
	"034638983726", "035351147821", "069019280451", "086441151436", "113285607260", "119688915426", "187074758985",
	"193415116832", "216624486486", "262312530599", "282025262664", "284668455005", "388731089494", "453052556044",
	"475085895292", "492519147666", "525921808201", "582488909970", "585772288577", "608710470296", "669305197877",
	"681348832753", "683224464357", "757211635381", "765225791966", "814480443879", "819402241893", "829690693026",
	"859597730677", "886388586500", "903692715234", "977081816279",
}
