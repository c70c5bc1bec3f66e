# Time, as the snapshot tells it: rules know no other.
package lib.clock

# The time lies more than so many hours before now. Both are RFC 3339 texts.
older(time_, now, hours) if {
	time.parse_rfc3339_ns(now) - time.parse_rfc3339_ns(time_) > hours * 3600000000000
}
