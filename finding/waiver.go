package finding

import (
	"fmt"
	"path"
	"slices"
	"time"

	"trailproof/policy"
)

// WaiverEntry is one entry of a waiver file: which findings it waives, and what came of it in a run.
type WaiverEntry struct {
	// Rule is the id of a rule, or a pattern such as s3.*.
	Rule string `json:"rule"`
	// Resource is a pattern of resources: * stands for any run of characters, ? for one. Case counts.
	Resource string `json:"resource"`
	// Account narrows it to one account; empty means all.
	Account string    `json:"account,omitempty"`
	Reason  string    `json:"reason"`
	Owner   string    `json:"owner"`
	Expires time.Time `json:"expires"`
	// Place is the file and line where it stands.
	Place string `json:"place"`
	// State is what it was good for.
	State WaiverState `json:"state"`
	// Findings is how many failed or unknown findings it covers, whether it holds or has expired.
	Findings int `json:"findings"`
}

// WaiverState is what an entry was good for.
type WaiverState string

// The states.
const (
	// WaiverNotJudged means that none of its rules judged an account that it is about: nothing can be said.
	WaiverNotJudged WaiverState = "not_judged"
	// WaiverUnused means that its rules decided everything, and nothing that it covers failed.
	WaiverUnused WaiverState = "unused"
	// WaiverUndecided means that it covers nothing that failed or is unknown, but its rules left something unknown, which may
	// hide the resource that it is about.
	WaiverUndecided WaiverState = "undecided"
	// WaiverUsed means that it covers something that failed or is unknown.
	WaiverUsed WaiverState = "used"
	// WaiverExpired means that it did not hold any more when an account that it is about was looked at: it waived nothing
	// there.
	WaiverExpired WaiverState = "expired"
)

// WaiverStates are all states. What comes of an entry in several accounts is the last of what comes of it in each.
var WaiverStates = []WaiverState{WaiverNotJudged, WaiverUnused, WaiverUndecided, WaiverUsed, WaiverExpired}

// MatchRule says whether the id of a rule matches a pattern of path.Match, in which * stands for any run of characters.
func MatchRule(pattern, id string) bool {
	ok, err := path.Match(pattern, id)
	return err == nil && ok
}

// Holds says whether the waiver has not expired at a time.
func (e WaiverEntry) Holds(at time.Time) bool { return !at.After(e.Expires) }

// Waive applies entries to the findings of one snapshot, which was taken at that time. Each failed or unknown finding gets
// the waiver of the first entry that covers it and holds; what passed or does not apply needs none. Given are the entries as
// they were read, or as Waive returned them for the snapshot before; returned are copies of both.
func Waive(findings []Finding, entries []WaiverEntry, at time.Time) ([]Finding, []WaiverEntry) {
	findings, entries = slices.Clone(findings), slices.Clone(entries)
	for n := range entries {
		entries[n].State = later(entries[n].State, WaiverNotJudged)
	}
	byRule := map[string][]int{} // the entries that are about a rule
	for i := range findings {
		f := &findings[i]
		about, known := byRule[f.Rule]
		if !known {
			for n, e := range entries {
				if MatchRule(e.Rule, f.Rule) {
					about = append(about, n)
				}
			}
			byRule[f.Rule] = about
		}
		open := f.Outcome == Fail || f.Outcome == Unknown
		for _, n := range about {
			e := &entries[n]
			if e.Account != "" && e.Account != f.Account {
				continue
			}
			covered, holds := open && policy.Match(e.Resource, f.Resource), e.Holds(at)
			if covered {
				e.Findings++
			}
			state := WaiverUnused
			switch {
			case !holds:
				state = WaiverExpired
			case covered:
				state = WaiverUsed
			case f.Outcome == Unknown:
				state = WaiverUndecided
			}
			e.State = later(e.State, state)
			if covered && holds && f.Waiver == nil {
				f.Waiver = &Waiver{Reason: e.Reason, Owner: e.Owner, Expires: e.Expires}
			}
		}
	}
	return findings, entries
}

// later is the later of two states; an empty one comes before all.
func later(a, b WaiverState) WaiverState {
	return WaiverStates[max(slices.Index(WaiverStates, a), slices.Index(WaiverStates, b))]
}

// Stale says, in one line for its owner, that the entry has expired or is unused; it is empty for the others.
func (e WaiverEntry) Stale() string {
	what := e.Rule + " for " + e.Resource
	if e.Account != "" {
		what += " in account " + e.Account
	}
	switch e.State {
	case WaiverExpired:
		text := fmt.Sprintf("%s: expired: %s was waived until %s", e.Place, what, e.until())
		if e.Findings > 0 {
			text += fmt.Sprintf("; failed or unknown among what it covers: %d", e.Findings)
		}
		return text
	case WaiverUnused:
		return fmt.Sprintf("%s: unused: nothing that %s covers failed or is unknown", e.Place, what)
	case WaiverNotJudged, WaiverUndecided, WaiverUsed:
	}
	return ""
}

// EndOfDay is the last second of a day in UTC: a waiver that expires at a date holds until then.
func EndOfDay(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 23, 59, 59, 0, time.UTC)
}

// until is the date, and the time where the day is not whole.
func (e WaiverEntry) until() string {
	if t := e.Expires.UTC(); !t.Equal(EndOfDay(t)) {
		return t.Format(time.RFC3339)
	}
	return e.Expires.UTC().Format(time.DateOnly)
}
