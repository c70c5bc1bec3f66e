# METADATA
# title: Trail has the tags that are required
# description: >-
#   Tags say whose a trail is and who may change it, where policies go by them. The parameter required_tags says
#   which keys must be there; with none named there is nothing to ask.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
# custom:
#   severity: low
#   subject: trails_with_required_tags
#   controls:
#     trailproof: [TRL-22]
#     aws-security-hub: [CloudTrail.9]
#   remediation: |
#     Add the tags, in the trail's home Region:
#     aws cloudtrail add-tags --resource-id TRAIL_ARN --tags-list Key=KEY,Value=VALUE --region HOME_REGION
package rules.cloudtrail.tags

import data.lib.params
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails_with_required_tags
	tags := input.cloudtrail.trails[id].tags
	missing := {key | some key in params.required_tags; not _has(tags, key)}
	count(missing) > 0
	message := sprintf("the trail lacks tags: %s", [concat(", ", sort(missing))])
}

_has(tags, key) if tags[key]
