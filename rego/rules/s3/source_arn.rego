# METADATA
# title: Log bucket's policy names its trails by their ARNs
# description: >-
#   The aws:SourceArn of CloudTrail's calls is the ARN of the trail, with its home Region, whichever Region
#   delivers. A condition that names another Region, or a trail that is gone or was renamed, lets nothing through
#   for the trail that is there. Nor does a pattern that no trail matches, or one that is compared with StringEquals.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
# custom:
#   severity: high
#   subject: log_buckets
#   controls:
#     trailproof: [EX-15]
#   remediation: |
#     Write the ARN of the trail as describe-trails shows it into the condition. Merge it into the policy; do not
#     replace the policy.
#     aws cloudtrail describe-trails --query 'trailList[].TrailARN' --region HOME_REGION
#     aws s3api get-bucket-policy --bucket BUCKET
#     aws s3api put-bucket-policy --bucket BUCKET --policy file://policy.json
package rules.s3.source_arn

import data.lib.policy
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	some [name, _, arn] in _named(input.s3.buckets[id].policy.document)
	_missing(arn)
	message := sprintf("%s names %s, %s", [name, arn, _fault(_homes(arn))])
}

deny contains {"resource": id, "message": message} if {
	some id in subjects.log_buckets
	some [name, operator, arn] in _named(input.s3.buckets[id].policy.document)
	operator in {"StringEquals", "StringEqualsIgnoreCase"}
	regex.match(`[*?]`, arn)
	message := sprintf("%s names %s with %s, which takes * and ? as they are", [name, arn, operator])
}

# The ARNs that statements for CloudTrail ask for.
_named(document) := {[policy.name(statement), condition.operator, arn] |
	some statement in document.statements
	statement.effect == "Allow"
	policy.has_service(statement, "cloudtrail.amazonaws.com")
	some condition in statement.conditions
	condition.key == "aws:sourcearn"
	condition.operator in policy.positive
	some arn in condition.values
}

# The ARN would be that of a trail here, or of several. Trails of other accounts, and of Regions where nobody looked,
# can't be told.
_missing(arn) if {
	not contains(arn, "${")
	part := split(arn, ":")
	part[2] == "cloudtrail"
	part[3] in input.source.regions
	part[4] == input.source.account
	startswith(part[5], "trail/")
	count({trail | some trail in subjects.trails; policy.matches(arn, trail)}) == 0
}

# Where the trails of that name are at home.
_homes(arn) := {input.cloudtrail.trails[trail].home_region |
	some trail in subjects.trails
	policy.matches(split(arn, ":")[5], sprintf("trail/%s", [input.cloudtrail.trails[trail].name]))
}

_fault(homes) := "but there is no such trail" if count(homes) == 0

_fault(homes) := sprintf("but that trail is at home in %s", [concat(", ", sort(homes))]) if count(homes) > 0
