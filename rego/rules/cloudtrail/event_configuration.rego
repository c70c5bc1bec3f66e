# METADATA
# title: Trail records events in the form that is meant
# description: >-
#   What an event record holds can be changed: its largest size, beyond which fields are cut, the keys that are added to
#   it, and sums of events that are written beside them. None of it keeps an event from being recorded, and there are
#   good reasons for each, so this is info; but whoever evaluates the logs has to know, and a change that nobody meant
#   is a trace.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventConfiguration.html
# custom:
#   severity: info
#   subject: trails
#   controls:
#     trailproof: [EX-54]
#   remediation: |
#     If the setting is meant, name it in the parameter event_configuration. If it is not, look who changed it, and set
#     it back:
#     aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=PutEventConfiguration \
#       --region HOME_REGION
#     aws cloudtrail get-event-configuration --trail-name TRAIL_ARN --region HOME_REGION
#     aws cloudtrail put-event-configuration --trail-name TRAIL_ARN --aggregation-configurations '[]' \
#       --region HOME_REGION
package rules.cloudtrail.event_configuration

import data.lib.params
import data.lib.subjects

deny contains {"resource": id, "message": message} if {
	some id in subjects.trails
	size := _size(input.cloudtrail.trails[id].event_configuration.max_event_size)
	meant := object.get(params.event_configuration, "max_event_size", "Standard")
	size != meant
	message := sprintf("events have the size %s, which is not the %s that is meant", [size, meant])
}

deny contains {"resource": id, "message": sprintf("events are aggregated by %s", [difference])} if {
	some id in subjects.trails
	set := _pairs(input.cloudtrail.trails[id].event_configuration.aggregations)
	meant := {pair | some pair in _pairs(params.event_configuration.aggregations)}
	set != meant
	difference := sprintf("%s, where %s is meant", [_words(set), _words(meant)])
}

deny contains {"resource": id, "message": sprintf("events are enriched by %s", [difference])} if {
	some id in subjects.trails
	set := _pairs(input.cloudtrail.trails[id].event_configuration.context_keys)
	meant := {pair | some pair in _pairs(params.event_configuration.context_keys)}
	set != meant
	difference := sprintf("%s, where %s is meant", [_words(set), _words(meant)])
}

_size(null) := "Standard"

_size(size) := size if size != null

_pairs(lists) := {sprintf("%s %s", [name, item]) | some name, list in lists; some item in list}

_words(pairs) := concat(", ", sort(pairs)) if count(pairs) > 0

_words(set()) := "nothing"
