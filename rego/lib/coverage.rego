# What the trails that can be seen record together, Region by Region. Trails of every owner count: an organization trail
# of the management account records its members as well. A trail logs in each Region on its own, and may be off in one.
package lib.coverage

import data.lib.events

# The Regions that count: all that are enabled, whether anybody looked there or not.
enabled contains region if input.regions[region].enabled

trails contains id if input.cloudtrail.trails[id].name

# The enabled Regions that were asked for their trails, and answered.
looked_at contains region if {
	some region in enabled
	input.cloudtrail.listed[region]
}

# The trails that log in a Region: of those that it lists, its own and those that cover it, the ones that are on there.
# It is a comprehension, as records is: to a set below a key OPA adds each member by copying the set, at the cost of the
# square of their number.
logging := {region: ids |
	some region in looked_at
	ids := {id | some id in input.cloudtrail.listed[region]; input.cloudtrail.trails[id].status[region].is_logging}
	count(ids) > 0
}

# The sources that are told apart: those that CloudTrail offers to exclude, and those that a selector names.
sources contains events.unnamed

sources contains source if some source in events.offered

sources contains source if some source in events.named(input.cloudtrail.trails[_].event_selectors)

_events contains [kind, source] if {
	some kind in ["read", "write"]
	some source in sources
}

# The management events that a trail records where it logs.
records := {id: recorded_by |
	selectors := input.cloudtrail.trails[id].event_selectors
	recorded_by := {event |
		some event in _events
		events.records(selectors, event[0], event[1])
	}
}

# What trails record together, by the set of them: in most Regions the same trails log.
_together := {ids: union({records[id] | some id in ids}) | some ids in logging}

# The kinds and sources of management events that the trails of a Region record together; no key where there are none.
recorded := {region: together |
	some region, ids in logging
	together := _together[ids]
	count(together) > 0
}

# The enabled Regions in which no trail records all events of a kind and source.
unrecorded[kind][source] contains region if {
	some region in enabled
	some [kind, source] in (_events - object.get(recorded, region, set()))
}

# A word about each trail that narrows what it records, for people.
selection[id] := sprintf("trail %s records %s", [input.cloudtrail.trails[id].name, words]) if {
	words := events.described(input.cloudtrail.trails[id].event_selectors)
	words != ""
}

# Regions for people; a long list of all is told by its length.
places(regions, all) := sprintf("all %d enabled Regions", [count(all)]) if _everywhere(regions, all)

places(regions, all) := concat(", ", sort(regions)) if not _everywhere(regions, all)

_everywhere(regions, all) if {
	regions == all
	count(all) > 3
}
