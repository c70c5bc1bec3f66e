package access

import (
	"fmt"
	"maps"
	"slices"

	"trailproof/snapshot"
)

// Lost names what works before a change of the account, has to go on working, and does not after it: the requests by which
// CloudTrail delivers the files of the account's trails, and reading the log files by readers, who are ARNs of users and roles.
// What nobody could tell before may be lost unseen. The facts of both snapshots are worked out anew.
func Lost(before, after *snapshot.Snapshot, readers []string) []string {
	Fill(before)
	Fill(after)
	var lost []string
	for _, arn := range slices.Sorted(maps.Keys(after.Access.Deliveries)) {
		was, known := before.Access.Deliveries[arn]
		is := after.Access.Deliveries[arn]
		lost = append(lost, refusals(arn, "bucket", was.Write, is.Write, known)...)
		lost = append(lost, refusals(arn, "key", was.Encrypt, is.Encrypt, known)...)
	}
	was, is := NewAccount(before), NewAccount(after)
	for _, reader := range readers {
		lost = append(lost, unreadable(was, is, reader)...)
	}
	return lost
}

// refusals are requests of CloudTrail that are refused after a change and were not before.
func refusals(trail, by string, was, is snapshot.Field[[]snapshot.Refusal], known bool) []string {
	before, seen := was.Get()
	after, decided := is.Get()
	if known && seen && len(before) == 0 && !decided && !is.IsAbsent() {
		return []string{fmt.Sprintf("whether the %s still lets CloudTrail deliver for %s nobody could tell", by, trail)}
	}
	var lost []string
	for _, r := range after {
		if known && slices.ContainsFunc(before, func(b snapshot.Refusal) bool { return b.Action == r.Action && b.Resource == r.Resource }) {
			continue // refused already
		}
		if known && !seen && !was.IsAbsent() {
			continue // perhaps refused already
		}
		lost = append(lost, fmt.Sprintf("%s on %s by CloudTrail for %s", r.Action, r.Resource, trail))
	}
	return lost
}

// unreadable are log files and keys that a principal may certainly read and use before, and not so after.
func unreadable(was, is *Account, reader string) []string {
	p, who, ok := was.principal(reader)
	if !ok {
		return nil
	}
	q, then, ok := is.principal(reader)
	if !ok {
		return []string{fmt.Sprintf("%s: it would not be there", reader)}
	}
	var lost []string
	for i := range is.targets {
		after := &is.targets[i]
		j := slices.IndexFunc(was.targets, func(t target) bool { return t.on == after.on && t.arn == after.arn })
		if j < 0 {
			continue
		}
		for _, action := range map[kind][]string{onObjects: {"s3:GetObject"}, onKey: {"kms:Decrypt"}}[after.on] {
			if was.ask(p, who, &was.targets[j], action).Can == "yes" && is.ask(q, then, after, action).Can != "yes" {
				lost = append(lost, fmt.Sprintf("%s on %s by %s", action, after.arn, reader))
			}
		}
	}
	return lost
}
