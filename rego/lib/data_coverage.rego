# Which data events the trails that can be seen record together, Region by Region, as lib.coverage tells it of
# management events.
package lib.data_coverage

import data.lib.coverage
import data.lib.data_events

_partition := input.source.partition

# The data events that rules ask for of a whole account, by a name for people.
wanted := {
	"S3 object writes": data_events.event("AWS::S3::Object", "write", _everything("s3:::"), []),
	"S3 object reads": data_events.event("AWS::S3::Object", "read", _everything("s3:::"), []),
	"Lambda invocations": data_events.event("AWS::Lambda::Function", "write", _everything("lambda:"), ["Invoke"]),
}

_everything(service) := sprintf("arn:%s:%s", [_partition, service])

# What each trail records of them where it logs.
_records := {id: recorded |
	selectors := input.cloudtrail.trails[id].event_selectors
	recorded := {name | some name, asked in wanted; data_events.records(selectors, asked)}
}

# What trails record together, by the set of them.
_together := {ids: union({_records[id] | some id in ids}) | some ids in coverage.logging}

# The enabled Regions in which no trail records all of the events of a name.
unrecorded[name] contains region if {
	some region in coverage.enabled
	some name, _ in wanted
	not _recorded[region][name]
}

_recorded[region] := _together[ids] if some region, ids in coverage.logging

# The Regions in which some trail records all data events of a type of resource of Amazon Bedrock.
bedrock contains region if {
	some region, ids in coverage.logging
	count(ids & _bedrock) > 0
}

_bedrock contains id if {
	selectors := input.cloudtrail.trails[id].event_selectors
	some type in data_events.types(selectors)
	startswith(type, "AWS::Bedrock::")
	every kind in ["read", "write"] {
		data_events.records(selectors, data_events.event(type, kind, _everything("bedrock:"), []))
	}
}

# What somebody does to log files in a bucket.
_calls := {"DeleteObject": "write", "DeleteObjects": "write", "GetObject": "read", "PutObject": "write"}

_objects(prefix, call) := data_events.event("AWS::S3::Object", _calls[call], prefix, [call])

# A bucket that no selector names.
_unnamed := sprintf("arn:%s:s3:::an unnamed bucket/", [_partition])

# The calls that a trail records on all buckets but those that its selectors name.
_general := {id: calls |
	selectors := input.cloudtrail.trails[id].event_selectors
	calls := {call | some call, _ in _calls; data_events.records(selectors, _objects(_unnamed, call))}
}

# The buckets that the selectors of a trail name, with each call, and those of the calls that it records there.
_named := {id: {"recorded": recorded, "all": all} |
	selectors := input.cloudtrail.trails[id].event_selectors
	all := {[prefix, call] | some prefix in data_events.named_buckets(selectors); some call, _ in _calls}
	recorded := {[prefix, call] |
		some [prefix, call] in all
		data_events.records(selectors, _objects(prefix, call))
	}
}

# What trails record together on objects, by the set of them: a call is recorded on a bucket that one of them names for
# it, and on every bucket but those that each of the trails names which record the call in general.
_reach := {ids: {"recorded": recorded, "but": but} |
	some ids in coverage.logging
	recorded := union({_named[id].recorded | some id in ids})
	but := {call: intersection(exceptions) |
		some call, _ in _calls
		exceptions := {_named[id].all | some id in ids; call in _general[id]}
		count(exceptions) > 0
	}
}

# The calls that no trail records on the objects of a bucket, by its ARN, among those buckets whose Region is known.
unrecorded_calls[bucket] := calls if {
	region := input.s3.buckets[bucket].region
	prefix := concat("", [bucket, "/"])
	calls := {call | some call, _ in _calls; not _reaches(region, prefix, call)}
}

_reaches(region, prefix, call) if [prefix, call] in _reach[coverage.logging[region]].recorded

_reaches(region, prefix, call) if {
	but := _reach[coverage.logging[region]].but[call]
	not [prefix, call] in but
}
