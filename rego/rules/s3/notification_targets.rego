# METADATA
# title: Log bucket notifies known targets only
# description: >-
#   A queue, topic or function that hears of each log file as it arrives can follow what the account does, and a
#   function can delete or rewrite the file at once. A target should be in one of our accounts, or stand in the
#   parameter notification_targets; when that names any, only those are known. Where EventBridge sends events is not
#   seen here.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html
# custom:
#   severity: high
#   subject: log_buckets
#   controls:
#     trailproof: [EX-22]
#   remediation: |
#     Remove the target, or name its account in the parameter accounts or itself in notification_targets. The second
#     command replaces the whole configuration: leave out what has to go.
#     aws s3api get-bucket-notification-configuration --bucket BUCKET > notification.json
#     aws s3api put-bucket-notification-configuration --bucket BUCKET \
#       --notification-configuration file://notification.json
package rules.s3.notification_targets

import data.lib.accounts
import data.lib.params
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	some target in input.s3.buckets[id].notification.targets
	not target.arn in params.notification_targets
	message := sprintf("the bucket sends %s to %s, %s", [concat(", ", target.events), target.arn, _fault(target.arn)])
}

# Undefined for a target in an account of ours while the parameter names none.
_fault(arn) := "which is in none of our accounts" if not split(arn, ":")[4] in accounts.ours

_fault(arn) := "which the parameter notification_targets does not name" if {
	split(arn, ":")[4] in accounts.ours
	count(params.notification_targets) > 0
}
