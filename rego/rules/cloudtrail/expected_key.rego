# METADATA
# title: Log files are encrypted with an approved key
# description: >-
#   Whoever gives a trail another key decides who can read the log files from then on, and may take the key away.
#   The parameter keys says which keys are approved; with none named there is nothing to compare.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
# custom:
#   severity: medium
#   subject: trails_with_approved_keys
#   controls:
#     trailproof: [TRL-11]
#     nist-800-53-r5: [SC-12]
#   remediation: |
#     Give the trail its key back, in the trail's home Region, or add the key to the parameter keys:
#     aws cloudtrail update-trail --name TRAIL_ARN --kms-key-id KEY_ARN --region HOME_REGION
package rules.cloudtrail.expected_key

import data.lib.params
import data.lib.subjects

deny contains {"resource": id, "message": "the trail has no KMS key, and so none that the parameter keys approves"} if {
	some id in subjects.trails_with_approved_keys
	input.cloudtrail.trails[id].key == null
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails_with_approved_keys
	key := input.cloudtrail.trails[id].key
	key != null
	not key in params.keys
	message := sprintf("the trail's key is %s, which the parameter keys does not approve", [key])
}
