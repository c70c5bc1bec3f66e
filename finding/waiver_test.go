package finding_test

import (
	"slices"
	"testing"
	"time"

	"trailproof/finding"
)

var taken = time.Date(2026, 3, 15, 12, 0, 0, 0, time.UTC)

const (
	logs  = "arn:aws:s3:::logs"
	other = "arn:aws:s3:::other"
	mine  = "111122223333"
)

func found(rule string, outcome finding.Outcome, resource string) finding.Finding {
	return finding.Finding{Rule: rule, Outcome: outcome, Account: mine, Resource: resource}
}

func entry(rule, resource, account string) finding.WaiverEntry {
	return finding.WaiverEntry{
		Rule: rule, Resource: resource, Account: account, Reason: "r", Owner: "o", Expires: taken.AddDate(1, 0, 0),
		Place: "w.yaml:2",
	}
}

func expired(e finding.WaiverEntry) finding.WaiverEntry {
	e.Expires = taken.Add(-time.Second)
	return e
}

// TestWaive says which findings an entry waives, by their numbers, and what comes of the entry.
func TestWaive(t *testing.T) {
	findings := []finding.Finding{
		found("s3.tls_only", finding.Fail, logs),                        // 0
		found("s3.tls_only", finding.Unknown, other),                    // 1
		found("s3.versioning", finding.Pass, logs),                      // 2
		found("s3.versioning", finding.Fail, other),                     // 3
		found("cloudtrail.some_trail_logs", finding.Fail, mine),         // 4
		found("kms.rotation", finding.NotApplicable, mine),              // 5
		found("sns.topic", finding.Fail, "arn:aws:sns:eu:1:Topic/a/b€"), // 6
	}
	for name, c := range map[string]struct {
		entry  finding.WaiverEntry
		waived []int
		state  finding.WaiverState
		covers int
	}{
		"one":                       {entry("s3.tls_only", logs, ""), []int{0}, finding.WaiverUsed, 1},
		"unknown":                   {entry("s3.tls_only", other, ""), []int{1}, finding.WaiverUsed, 1},
		"rules":                     {entry("s3.*", logs, ""), []int{0}, finding.WaiverUsed, 1},
		"a pattern is no prefix":    {entry("s3", logs, ""), nil, finding.WaiverNotJudged, 0},
		"resources":                 {entry("s3.*", "arn:aws:s3:::*", ""), []int{0, 1, 3}, finding.WaiverUsed, 3},
		"one character":             {entry("s3.versioning", "arn:aws:s3:::othe?", ""), []int{3}, finding.WaiverUsed, 1},
		"the star takes all":        {entry("sns.topic", "arn:aws:sns:*/b?", ""), []int{6}, finding.WaiverUsed, 1},
		"case counts":               {entry("sns.topic", "arn:aws:sns:eu:1:topic/*", ""), nil, finding.WaiverUnused, 0},
		"no part of a name":         {entry("s3.versioning", "arn:aws:s3:::oth", ""), nil, finding.WaiverUnused, 0},
		"account":                   {entry("s3.tls_only", logs, mine), []int{0}, finding.WaiverUsed, 1},
		"other account":             {entry("s3.tls_only", logs, "444455556666"), nil, finding.WaiverNotJudged, 0},
		"everything":                {entry("*", "*", ""), []int{0, 1, 3, 4, 6}, finding.WaiverUsed, 5},
		"what the account failed":   {entry("cloudtrail.*", mine, ""), []int{4}, finding.WaiverUsed, 1},
		"pass":                      {entry("s3.versioning", logs, ""), nil, finding.WaiverUnused, 0},
		"not applicable":            {entry("kms.rotation", mine, ""), nil, finding.WaiverUnused, 0},
		"rule that did not judge":   {entry("kms.strangers", mine, ""), nil, finding.WaiverNotJudged, 0},
		"hidden by an unknown":      {entry("s3.tls_only", "arn:aws:s3:::gone", ""), nil, finding.WaiverUndecided, 0},
		"expired":                   {expired(entry("s3.*", "*", "")), nil, finding.WaiverExpired, 3},
		"expired, nothing to waive": {expired(entry("s3.versioning", logs, "")), nil, finding.WaiverExpired, 0},
		"expired, not judged":       {expired(entry("s3.*", "*", "444455556666")), nil, finding.WaiverNotJudged, 0},
		"no pattern":                {entry("s3.[", logs, ""), nil, finding.WaiverNotJudged, 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, entries := finding.Waive(findings, []finding.WaiverEntry{c.entry}, taken)
			var waived []int
			for i, f := range got {
				if w := f.Waiver; w != nil {
					waived = append(waived, i)
					if w.Reason != "r" || w.Owner != "o" || !w.Expires.Equal(c.entry.Expires) {
						t.Errorf("finding %d has the waiver %+v", i, *w)
					}
				}
				if findings[i].Waiver != nil {
					t.Fatal("what was given is changed")
				}
			}
			if e := entries[0]; !slices.Equal(waived, c.waived) || e.State != c.state || e.Findings != c.covers {
				t.Errorf("waived %v, %s, covers %d; want %v, %s, %d", waived, e.State, e.Findings, c.waived, c.state, c.covers)
			}
		})
	}
}

// TestWaiveExpires says when: the second of its expiry still counts.
func TestWaiveExpires(t *testing.T) {
	day, err := time.Parse(time.DateOnly, "2026-03-15")
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]bool{
		"2026-03-14T00:00:00Z": true, "2026-03-15T23:59:59Z": true, "2026-03-16T00:00:00Z": false,
		"2026-03-16T01:00:00+02:00": true, "2026-03-15T23:00:00-02:00": false,
	} {
		when, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		e := entry("s3.tls_only", logs, "")
		e.Expires = finding.EndOfDay(day)
		got, _ := finding.Waive([]finding.Finding{found("s3.tls_only", finding.Fail, logs)}, []finding.WaiverEntry{e}, when)
		if (got[0].Waiver != nil) != want {
			t.Errorf("%s: got %v, want %v", at, got[0].Waiver, want)
		}
	}
}

// TestWaiveFirst pins that of several entries the first counts that holds.
func TestWaiveFirst(t *testing.T) {
	gone, first, second := expired(entry("s3.*", "*", "")), entry("s3.tls_only", logs, ""), entry("*", "*", "")
	gone.Owner, first.Owner, second.Owner = "gone", "first", "second"
	got, entries := finding.Waive([]finding.Finding{found("s3.tls_only", finding.Fail, logs)},
		[]finding.WaiverEntry{gone, first, second}, taken)
	if got[0].Waiver == nil || got[0].Waiver.Owner != "first" {
		t.Errorf("got %+v", got[0].Waiver)
	}
	for i, want := range []finding.WaiverState{finding.WaiverExpired, finding.WaiverUsed, finding.WaiverUsed} {
		if entries[i].State != want || entries[i].Findings != 1 {
			t.Errorf("%s: %s, covers %d", entries[i].Owner, entries[i].State, entries[i].Findings)
		}
	}
}

// TestWaiveAgain applies entries to one snapshot after another, in each order.
func TestWaiveAgain(t *testing.T) {
	type scan struct {
		finding finding.Finding
		at      time.Time
	}
	fails := scan{found("s3.tls_only", finding.Fail, logs), taken}
	passes := scan{found("s3.tls_only", finding.Pass, logs), taken}
	unknown := scan{found("s3.tls_only", finding.Unknown, other), taken}
	late := scan{fails.finding, taken.AddDate(2, 0, 0)}
	nothing := scan{found("s3.versioning", finding.Fail, logs), taken}
	for name, c := range map[string]struct {
		scans  [2]scan
		state  finding.WaiverState
		covers int
	}{
		"used and unused":          {[2]scan{fails, passes}, finding.WaiverUsed, 1},
		"used and expired":         {[2]scan{fails, late}, finding.WaiverExpired, 2},
		"unused and undecided":     {[2]scan{passes, unknown}, finding.WaiverUndecided, 0},
		"unused and not judged":    {[2]scan{passes, nothing}, finding.WaiverUnused, 0},
		"undecided and not judged": {[2]scan{unknown, nothing}, finding.WaiverUndecided, 0},
	} {
		for _, order := range [][2]int{{0, 1}, {1, 0}} {
			entries := []finding.WaiverEntry{entry("s3.tls_only", logs, "")}
			for _, i := range order {
				_, entries = finding.Waive([]finding.Finding{c.scans[i].finding}, entries, c.scans[i].at)
			}
			if e := entries[0]; e.State != c.state || e.Findings != c.covers {
				t.Errorf("%s: %s, covers %d", name, e.State, e.Findings)
			}
		}
	}
}

func TestStale(t *testing.T) {
	whole := entry("s3.*", logs, "")
	whole.Expires = finding.EndOfDay(taken)
	for name, c := range map[string]struct {
		entry    finding.WaiverEntry
		state    finding.WaiverState
		findings int
		want     string
	}{
		"unused": {
			whole, finding.WaiverUnused, 0,
			"w.yaml:2: unused: nothing that s3.* for arn:aws:s3:::logs covers failed or is unknown",
		},
		"account": {
			entry("s3.*", logs, mine), finding.WaiverUnused, 0,
			"w.yaml:2: unused: nothing that s3.* for arn:aws:s3:::logs in account 111122223333 covers failed or is unknown",
		},
		"expired": {
			expired(whole), finding.WaiverExpired, 0,
			"w.yaml:2: expired: s3.* for arn:aws:s3:::logs was waived until 2026-03-15T11:59:59Z",
		},
		"expired and missed": {
			whole, finding.WaiverExpired, 2,
			"w.yaml:2: expired: s3.* for arn:aws:s3:::logs was waived until 2026-03-15; failed or unknown among what it covers: 2",
		},
		"not judged": {whole, finding.WaiverNotJudged, 0, ""},
		"undecided":  {whole, finding.WaiverUndecided, 0, ""},
		"used":       {whole, finding.WaiverUsed, 1, ""},
	} {
		c.entry.State, c.entry.Findings = c.state, c.findings
		if got := c.entry.Stale(); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}
