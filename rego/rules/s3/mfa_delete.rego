# METADATA
# title: Log bucket's versions can't be deleted with credentials alone
# description: >-
#   With MFA Delete, versions are deleted for good only by the root user with a code of his device. Object Lock in
#   compliance mode with a default retention stops root as well, and counts. Root must set MFA Delete up with access
#   keys that he should not have, and S3 refuses it where there are lifecycle rules: many good accounts go without
#   it, and this is for information. A bucket with lifecycle rules is judged like any other, so that silence is no
#   pass.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-and-other-bucket-config.html
# custom:
#   severity: info
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-12]
#     cis-aws-1.4.0: ["2.1.3"]
#     cis-aws-3.0.0: ["2.1.2"]
#     cis-aws-5.0.0: ["2.1.2"]
#     cis-aws-6.0.0: ["3.1.2"]
#     cis-aws-7.0.0: ["3.1.2"]
#     aws-security-hub: [S3.20]
#     pci-dss-4.0.1: ["8.4", "10.3.2"]
#     nist-800-53-r5: [CA-9(1), CM-2, CM-2(2), CM-3, SC-5(2)]
#     aws-config: [s3-bucket-mfa-delete-enabled]
#   remediation: |
#     Where the bucket has lifecycle rules, leave them and use Object Lock in compliance mode, which can't be undone.
#     The call replaces the default: repeat its days or years where they are more.
#     aws s3api put-object-lock-configuration --bucket BUCKET --object-lock-configuration \
#       '{"ObjectLockEnabled":"Enabled","Rule":{"DefaultRetention":{"Mode":"COMPLIANCE","Days":365}}}'
#     Otherwise, as root:
#     aws s3api put-bucket-versioning --bucket BUCKET --versioning-configuration Status=Enabled,MFADelete=Enabled \
#       --mfa 'DEVICE_ARN CODE'
package rules.s3.mfa_delete

import data.lib.subjects

deny contains {"resource": id, "message": "MFA Delete is off, and Object Lock is not in compliance mode"} if {
	some id in subjects.log_buckets
	_off(input.s3.buckets[id].versioning)
	_open(input.s3.buckets[id].object_lock)
}

_off(null)

_off(versioning) if versioning.mfa_delete != "Enabled"

_open(null)

_open(lock) if lock.mode != "COMPLIANCE"
