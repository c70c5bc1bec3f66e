# METADATA
# title: Key of the trail is not about to be deleted
# description: >-
#   When the key is gone, every log file that it encrypted is lost for good. It is critical because the date is set
#   and nothing brings the key back after it.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
# custom:
#   severity: critical
#   subject: log_keys
#   controls:
#     trailproof: [KMS-02]
#     aws-security-hub: [KMS.3]
#     pci-dss-4.0.1: ["3.6", "3.7"]
#     nist-800-53-r5: [SC-12, SC-12(2)]
#     aws-config: [kms-cmk-not-scheduled-for-deletion]
#   remediation: |
#     Cancel the deletion, and then enable the key, which the first command leaves disabled:
#     aws kms cancel-key-deletion --key-id KEY_ARN --region REGION
#     aws kms enable-key --key-id KEY_ARN --region REGION
package rules.kms.pending_deletion

import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_keys
	metadata := input.kms.keys[id].metadata
	metadata.state in {"PendingDeletion", "PendingReplicaDeletion"}
	message := sprintf("the key is %s%s", [metadata.state, _date(metadata.deletion_date)])
}

# A primary key that waits for its replicas to go has no date yet.
_date(null) := ""

_date(date) := sprintf(": it will be deleted on %s", [date]) if date != null
