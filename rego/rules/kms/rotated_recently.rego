# METADATA
# title: Key of the trail was rotated in time
# description: >-
#   That rotation is on says nothing about the age of the material: the period may be years, and a key on which
#   rotation was switched on late waits a whole period for the first. The age of a replica's material is that of its
#   primary. Keys that KMS does not rotate are not judged.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
#   - https://docs.aws.amazon.com/kms/latest/developerguide/rotating-keys-on-demand.html
# custom:
#   severity: low
#   subject: rotated_keys
#   controls:
#     trailproof: [KMS-09]
#     pci-dss-3.2.1: ["3.6.4"]
#     nist-800-53-r5: [SC-12]
#   remediation: |
#     Rotate the key now, and shorten the period; of a multi-Region key do both on the primary. The parameter
#     rotation_days says how old the material may be.
#     aws kms rotate-key-on-demand --key-id KEY_ARN --region REGION
#     aws kms enable-key-rotation --key-id KEY_ARN --region REGION --rotation-period-in-days 365
package rules.kms.rotated_recently

import data.lib.clock
import data.lib.params
import data.lib.subjects

deny contains {"resource": id, "message": sprintf("the key was last rotated on %s", [last])} if {
	some id, source in _source
	last := input.kms.keys[source].rotations[0].at
	_old(last, input.source.taken_at)
}

deny contains {"resource": id, "message": sprintf("the key was never rotated since it was made on %s", [made])} if {
	some id, source in _source
	_none(input.kms.keys[source].rotations)
	made := input.kms.keys[source].created_at
	_old(made, input.source.taken_at)
}

# The key whose rotations a key shares.
_source[id] := id if {
	some id in subjects.rotated_keys
	input.kms.keys[id].primary == null
}

_source[id] := primary if {
	some id in subjects.rotated_keys
	primary := input.kms.keys[id].primary
	primary != null
}

_none(null)

_none([])

_old(date, now) if clock.hours(date, now) > params.rotation_days * 24
