# Where trails write: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
package lib.objects

# The ARN of the folder of an account, or of an organization, in the bucket.
folder(bucket, prefix, owner) := sprintf("%s/%sAWSLogs/%s", [bucket, _lead(prefix), owner])

# How the ARNs of a trail's files begin: logs, digests and insights. The organization's id is not known here: any will
# do.
starts(bucket, prefix, owner, false) := {_own(bucket, prefix, owner)}

starts(bucket, prefix, owner, true) := {_own(bucket, prefix, owner), folder(bucket, prefix, "o-")}

_own(bucket, prefix, owner) := sprintf("%s/CloudTrail", [folder(bucket, prefix, owner)])

_lead(null) := ""

_lead(prefix) := sprintf("%s/", [prefix]) if prefix != null

# Whether a file of a trail can have a key that begins with the start: the account's logs, digests and insights.
own_files(start, prefix, account) if _fit(start, sprintf("%sAWSLogs/%s/CloudTrail", [_lead(prefix), account]))

# The same for the files of any account of an organization, whose folders may lie in one of the organization's.
member_files(start, prefix) if _below(start, sprintf("%sAWSLogs/", [_lead(prefix)]))

# The same for the files in one folder of log files: that of all accounts, of an organization or of an account.
folder_files(start, folder) if {
	_fit(start, folder)
	_below(start, sprintf("%sAWSLogs/", [split(folder, "AWSLogs/")[0]]))
}

_below(start, root) if startswith(root, start)

_below(start, root) if {
	rest := trim_prefix(start, root)
	rest != start
	_member(rest)
}

# The start ends inside the names of organization and account.
_member(rest) if regex.match(`^(o[^/]*|(o-[^/]*/)?[0-9]*)$`, rest)

_member(rest) if {
	inside := regex.replace(rest, `^(o-[^/]*/)?[0-9]{12}/`, "")
	inside != rest
	_fit(inside, "CloudTrail")
}

# Some text begins with both.
_fit(a, b) if startswith(a, b)

_fit(a, b) if startswith(b, a)
