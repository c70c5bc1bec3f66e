# What lifecycle rules do to log files.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
package lib.lifecycle

import data.lib.central
import data.lib.clock
import data.lib.objects
import data.lib.subjects

# Buckets with those of their enabled rules that can meet files of trails. Filters by size and by tag
# count as matching: size is no mark of what is worth keeping, and a tag can be put on any file later.
rules contains [bucket, rule] if {
	some trail in subjects.delivering_trails
	bucket := input.cloudtrail.trails[trail].bucket
	prefix := input.cloudtrail.trails[trail].s3_key_prefix
	some rule in input.s3.buckets[bucket].lifecycle
	rule.enabled
	objects.own_files(rule.prefix, prefix, input.cloudtrail.trails[trail].owner)
}

rules contains [bucket, rule] if {
	some trail in subjects.delivering_trails
	input.cloudtrail.trails[trail].is_organization_trail
	bucket := input.cloudtrail.trails[trail].bucket
	prefix := input.cloudtrail.trails[trail].s3_key_prefix
	some rule in input.s3.buckets[bucket].lifecycle
	rule.enabled
	objects.member_files(rule.prefix, prefix)
}

rules contains [bucket, rule] if {
	some [bucket, folder] in central.folders
	some rule in input.s3.buckets[bucket].lifecycle
	rule.enabled
	objects.folder_files(rule.prefix, folder)
}

# The rule's deletions of current files, as pairs of days and words: after how many days of a file's life, or in how
# many days from now. On a date everything goes, what came the day before as well.
deletions(rule, now) := {[days, sprintf("after %s", [span(days)])] |
	days := rule.expiration_days
	days != null
} | {[clock.hours(now, date) / 24, sprintf("on %s", [split(date, "T")[0]])] |
	date := rule.expiration_date
	date != null
}

# A number of days, for people.
span(1) := "1 day"

span(days) := sprintf("%d days", [days]) if days != 1

# A name for people.
name(rule) := sprintf("lifecycle rule %q", [rule.id]) if rule.id != null

name(rule) := "a lifecycle rule without ID" if rule.id == null

# What the rule meets, for people.
scope(rule) := sprintf("%s%s", [_keys(rule.prefix), _filter(rule)])

_keys("") := "every file"

_keys(prefix) := sprintf("the files under %q", [prefix]) if prefix != ""

_filter(rule) := " of some size or tag" if _filtered(rule)

_filter(rule) := "" if not _filtered(rule)

_filtered(rule) if rule.size_greater_than != null

_filtered(rule) if rule.size_less_than != null

_filtered(rule) if count(rule.tags) > 0
