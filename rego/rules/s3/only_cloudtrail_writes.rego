# METADATA
# title: Log bucket lets nobody but CloudTrail write among the logs
# description: >-
#   Whoever else may put or replicate objects where trails write can forge log files or write over them; the digest
#   files alone would tell. Roles that are meant to, such as one that replicates another log bucket into this one,
#   belong into the parameter writers. AWS services are not judged: each writes records of its own kind to a place of
#   its own. What is judged here is the bucket's policy and its ACL; what IAM and access points allow are questions
#   of their own.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
# custom:
#   severity: high
#   subject: log_buckets
#   controls:
#     trailproof: [EX-16]
#   remediation: |
#     Take s3:PutObject and s3:ReplicateObject out of the statement or point its Resource elsewhere, and switch ACLs
#     off. Merge it into the policy; do not replace the policy.
#     aws s3api get-bucket-policy --bucket BUCKET
#     aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
#     aws s3api put-bucket-ownership-controls --bucket BUCKET \
#       --ownership-controls 'Rules=[{ObjectOwnership=BucketOwnerEnforced}]'
package rules.s3.only_cloudtrail_writes

import data.lib.block
import data.lib.central
import data.lib.deputy
import data.lib.foreign
import data.lib.objects
import data.lib.params
import data.lib.policy
import data.lib.subjects

deny contains {"resource": bucket, "message": message} if {
	some trail in subjects.delivering_trails
	bucket := input.cloudtrail.trails[trail].bucket
	bucket in subjects.log_buckets
	prefix := input.cloudtrail.trails[trail].s3_key_prefix
	owner := input.cloudtrail.trails[trail].owner
	organized := input.cloudtrail.trails[trail].is_organization_trail
	statements := input.s3.buckets[bucket].policy.document.statements
	some start in objects.starts(bucket, prefix, owner, organized)
	some statement in statements
	policy.reaches(statement, start)
	writers := _writers(statement)
	count(writers) > 0
	not _shut(statements, start, statement)
	message := sprintf("%s lets %s put objects where trail %s writes", [
		policy.name(statement), concat(", ", sort(writers)), input.cloudtrail.trails[trail].name,
	])
}

deny contains {"resource": id, "message": message} if {
	some [id, folder] in central.folders
	id in subjects.log_buckets
	statements := input.s3.buckets[id].policy.document.statements
	some statement in statements
	central.reaches(statement, id, folder)
	writers := _writers(statement)
	count(writers) > 0
	not _shut(statements, sprintf("%s/%s", [id, folder]), statement)
	message := sprintf("%s lets %s put objects under %s, where trails of other accounts write", [
		policy.name(statement), concat(", ", sort(writers)), folder,
	])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	acl := input.s3.buckets[id].acl
	some grant in acl.grants
	grant.permission in {"WRITE", "FULL_CONTROL"}
	grant.grantee != acl.owner
	not endswith(grant.grantee, "/groups/s3/LogDelivery")
	not _ignored(id, grant.grantee)
	message := sprintf("the ACL grants %s to %s", [grant.permission, grant.grantee])
}

# A condition on whose behalf a call is made leaves AWS services only. CloudTrail's accounts of old are the matter of
# s3.confused_deputy.
_writers(statement) := foreign.admitted(statement, {writer | some writer in params.writers} | deputy.legacy) if {
	count(policy.naming(statement, _writes)) > 0
	not deputy.bound(statement)
}

_writes := {"s3:PutObject", "s3:ReplicateObject"}

# Some statement keeps all whom the gate lets in from writing there, but for AWS services.
_shut(statements, start, gate) if {
	some statement in statements
	statement.effect == "Deny"
	policy.everybody(statement)
	policy.has_resource(statement, sprintf("%s*", [start]))
	every action in _writes {
		policy.has_action(statement, action)
	}
	every condition in statement.conditions {
		foreign.spares_services(condition, gate)
	}
}

_ignored(id, grantee) if {
	id in block.ignores_acls
	contains(grantee, "/groups/global/")
}
