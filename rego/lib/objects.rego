# Where trails write: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
package lib.objects

# The ARN of the folder of an account, or of an organization, in the bucket.
folder(bucket, prefix, owner) := sprintf("%s/%sAWSLogs/%s", [bucket, _start(prefix), owner])

_start(null) := ""

_start(prefix) := sprintf("%s/", [prefix]) if prefix != null
