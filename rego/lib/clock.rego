# Times as the snapshot has them: texts in RFC 3339. The present is when the snapshot was taken.
package lib.clock

# How many hours lie between two times; negative where the second comes first.
hours(from, to) := (time.parse_rfc3339_ns(to) - time.parse_rfc3339_ns(from)) / ((3600 * 1000) * 1000000)
