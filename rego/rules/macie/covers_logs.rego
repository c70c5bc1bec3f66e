# METADATA
# title: Macie looks at the log bucket
# description: >-
#   Amazon Macie tells of secrets and personal data that callers put into names, tags and parameters, which CloudTrail
#   then keeps for years. It looks at a bucket where automated discovery or a job includes it. It is low: Macie costs by
#   the gigabyte, and whoever may read the logs should be few.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/macie/latest/user/monitoring-s3.html
#   - https://docs.aws.amazon.com/macie/latest/user/discovery-asdd.html
# custom:
#   severity: low
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-27]
#     cis-aws-1.4.0: ["2.1.4"]
#     cis-aws-3.0.0: ["2.1.3"]
#     cis-aws-5.0.0: ["2.1.3"]
#     cis-aws-6.0.0: ["3.1.3"]
#     cis-aws-7.0.0: ["3.1.3"]
#     aws-security-hub: [Macie.1]
#     pci-dss-4.0.1: ["A3.2.5"]
#   remediation: |
#     Enable Macie in the bucket's Region; its automated discovery is on from the start, unless somebody left the bucket
#     out. Or make a job for the bucket:
#     aws macie2 enable-macie --region REGION
#     aws macie2 create-classification-job --region REGION --job-type SCHEDULED --name audit-logs \
#       --schedule-frequency '{"weeklySchedule": {"dayOfWeek": "MONDAY"}}' \
#       --s3-job-definition '{"bucketDefinitions": [{"accountId": "ACCOUNT", "buckets": ["BUCKET"]}]}'
package rules.macie.covers_logs

import data.lib.subjects

deny contains {"resource": id, "message": "Macie is not enabled in the bucket's Region"} if {
	some id in subjects.log_buckets
	input.macie.buckets[id].status == null
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	status := input.macie.buckets[id].status
	not status in {null, "ENABLED"}
	message := sprintf("Macie is %s in the bucket's Region", [status])
}

deny contains {"resource": id, "message": "Macie does not know the bucket"} if {
	some id in subjects.log_buckets
	input.macie.buckets[id].status == "ENABLED"
	input.macie.buckets[id].coverage == null
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	error := input.macie.buckets[id].coverage.error
	error != null
	message := sprintf("Macie can't look into the bucket: %s", [error])
}

deny contains {"resource": id, "message": "neither automated discovery nor a job includes the bucket"} if {
	some id in subjects.log_buckets
	coverage := input.macie.buckets[id].coverage
	coverage.automated_discovery != "MONITORED"
	coverage.defined_in_job != "TRUE"
	coverage.monitored_by_job != "TRUE"
}
