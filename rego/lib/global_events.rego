# Which trails record the events of global services: IAM, STS, CloudFront.
package lib.global_events

import data.lib.coverage
import data.lib.events

# Where these events come. In the commercial partition it is one Region since November 2021; of the others AWS says
# less, and any Region will do.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
regions := ["us-east-1"] if input.source.partition == "aws"

regions := sort(coverage.enabled) if input.source.partition != "aws"

# The services that CloudTrail takes for global: only trails that include global service events record theirs, there. In
# other Regions their events are those of the Region.
# https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
sources := {"cloudfront.amazonaws.com", "iam.amazonaws.com", "signin.amazonaws.com", "sts.amazonaws.com"}

# The trails that are logging somewhere, say that they include global service events, and record write management
# events.
included contains id if {
	some id in union({ids | some ids in coverage.logging})
	_includes(id, "write")
}

# The trails that record them in fact, by read and write.
recording := {kind: ids |
	some kind in ["read", "write"]
	ids := {id | some id in union({coverage.logging[region] | some region in regions}); _includes(id, kind)}
}

_includes(id, kind) if {
	_flagged[id]
	[kind, events.unnamed] in coverage.records[id]
}

_flagged[id] if input.cloudtrail.trails[id].include_global_service_events
