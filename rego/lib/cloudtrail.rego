# What AWS says of CloudTrail's own access to buckets.
package lib.cloudtrail

# The service principal that delivers logs.
service := "cloudtrail.amazonaws.com"

# Accounts that delivered logs before there was a service principal, a Region each. They cover no newer Region, and say
# nothing of whose trail it is.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
legacy_accounts := {
	"035351147821", "086441151436", "113285607260", "193415116832", "216624486486", "262312530599", "282025262664",
	"284668455005", "388731089494", "475085895292", "492519147666", "608710470296", "814480443879", "819402241893",
	"859597730677", "903692715234", "977081816279",
}

# The folder of the bucket, as an ARN with a closing "*", below which the trail writes the logs of an account or
# organization.
folder(bucket, prefix, owner) := concat("", [bucket, "/", _slashed(prefix), "AWSLogs/", owner, "/*"])

_slashed(prefix) := "" if prefix == null

_slashed(prefix) := concat("", [trim_suffix(prefix, "/"), "/"]) if prefix != null
