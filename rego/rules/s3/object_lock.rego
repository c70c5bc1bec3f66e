# METADATA
# title: Log bucket has Object Lock
# description: >-
#   Object Lock keeps a log file from being deleted or overwritten before its time, by the account's own
#   administrators too. Without it, whoever takes over the account takes the record with him.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-configure.html
# custom:
#   severity: medium
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-13]
#     aws-security-hub: [S3.15]
#     pci-dss-3.2.1: ["3.1", "10.5"]
#     pci-dss-4.0.1: ["10.5.1"]
#     nist-800-53-r5: [CP-6(2), AU-9(2)]
#     aws-config: [s3-bucket-default-lock-enabled]
#   remediation: |
#     Object Lock needs versioning, and can't be switched off again. Start with governance mode; compliance mode is
#     irreversible.
#     aws s3api put-object-lock-configuration --bucket BUCKET --object-lock-configuration \
#       '{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"GOVERNANCE","Days":365}}}'
package rules.s3.object_lock

import data.lib.subjects

deny contains {"resource": id, "message": "Object Lock is off"} if {
	some id in subjects.log_buckets
	_off(input.s3.buckets[id].object_lock)
}

_off(null)

_off(lock) if lock.enabled == false
