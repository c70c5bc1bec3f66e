package report

import (
	"fmt"
	"strings"
	"time"

	"trailproof/finding"
)

// The sentences that table and markdown share.

// verdict is the result in a few words.
func verdict(s finding.Summary) string {
	switch {
	case s.Fail > 0 && s.Unknown > 0:
		return fmt.Sprintf("%d failed, %d unknown", s.Fail, s.Unknown)
	case s.Fail > 0:
		return fmt.Sprintf("%d failed", s.Fail)
	case s.Unknown > 0:
		return fmt.Sprintf("nothing failed, but %d %s unknown", s.Unknown, is(s.Unknown))
	case s.Waived > 0:
		return fmt.Sprintf("%d waived, nothing else failed or is unknown", s.Waived)
	case s.Pass > 0:
		return "nothing failed, nothing is unknown"
	case s.NotApplicable > 0:
		return "no rule applies to anything that is there"
	}
	return "nothing was judged"
}

// reassurance is what can be said when nothing failed and nothing is unknown; "" otherwise.
func reassurance(s finding.Summary) string {
	switch {
	case s.Fail+s.Unknown > 0:
		return ""
	case s.Waived > 0:
		return fmt.Sprintf("Nothing failed and nothing is unknown, except for what is waived (%d).", s.Waived)
	case s.Pass > 0:
		return "Nothing failed and nothing is unknown: each rule that applies passed for each resource."
	case s.NotApplicable > 0:
		return "Nothing failed and nothing is unknown, but no rule applies to anything that is there."
	}
	return "Nothing was judged."
}

// counts has a number for each outcome; style may colour the numbers of failures.
func counts(s finding.Summary, style func(finding.Severity, string) string) string {
	levels := []string{}
	for _, level := range finding.Severities {
		if n := s.FailBy[level]; n > 0 {
			levels = append(levels, style(level, fmt.Sprintf("%d %s", n, level)))
		}
	}
	text := fmt.Sprintf("%d failed", s.Fail)
	if len(levels) > 0 {
		text += " (" + strings.Join(levels, ", ") + ")"
	}
	text += fmt.Sprintf(", %d unknown, %d passed, %d not applicable", s.Unknown, s.Pass, s.NotApplicable)
	if s.Waived > 0 {
		text += fmt.Sprintf(", %d waived", s.Waived)
	}
	return text
}

// looked says at what and when.
func looked(r finding.Report) string {
	if len(r.Scopes) == 0 {
		return "no account"
	}
	first, last := r.Scopes[0].TakenAt, r.Scopes[0].TakenAt
	for _, s := range r.Scopes {
		if s.TakenAt.Before(first) {
			first = s.TakenAt
		}
		if s.TakenAt.After(last) {
			last = s.TakenAt
		}
	}
	const minute = "2006-01-02 15:04 UTC"
	from, to := first.UTC().Format(minute), last.UTC().Format(minute)
	what := fmt.Sprintf("%d accounts", len(r.Scopes))
	if len(r.Scopes) == 1 {
		s := r.Scopes[0]
		what = fmt.Sprintf("account %s (%s), %d %s", s.Account, s.Partition, len(s.Regions), plural(len(s.Regions), "Region"))
		if s.Gaps > 0 {
			what += fmt.Sprintf(", %d %s", s.Gaps, plural(s.Gaps, "gap"))
		}
	}
	if from == to {
		return what + ", seen " + from
	}
	return what + ", seen between " + from + " and " + to
}

// belowLeast says that the options hide something.
func belowLeast(n int, o Options) string {
	return fmt.Sprintf("%d below %s %s not shown.", n, o.Least, is(n))
}

// reasons are what decided, where that is more than the message says.
func reasons(f finding.Finding) []string {
	var why []string
	for _, text := range f.Why {
		if strings.TrimSpace(text) != "" {
			why = append(why, text)
		}
	}
	if len(why) == 1 && why[0] == f.Message {
		return nil
	}
	return why
}

// told is what people are told of a finding, a text each: the reasons, if there are few, instead of a message that counts
// them.
func told(f finding.Finding) []string {
	const few = 5
	why := reasons(f)
	switch {
	case len(why) == 0 || f.Outcome == finding.Unknown && len(f.Missing) > 0: // what AWS said of each hole is long
		return []string{f.Message}
	case !strings.HasPrefix(f.Message, why[0]):
		why = append([]string{f.Message}, why...)
	case len(why) == 1:
		return []string{f.Message}
	}
	if len(why) <= few {
		return why
	}
	return append(why[:few], fmt.Sprintf("and %d more", len(why)-few))
}

// waiver says until when a finding is accepted, by whom and why.
func waiver(v finding.Waiver) string {
	return fmt.Sprintf("until %s by %s: %s", v.Expires.UTC().Format(time.DateOnly), v.Owner, v.Reason)
}

// stale has a line for each waiver that has expired or is unused.
func stale(r finding.Report) []string {
	var lines []string
	for _, e := range r.Waivers {
		if text := e.Stale(); text != "" {
			lines = append(lines, text)
		}
	}
	return lines
}

// words is an outcome as people write it.
func words(o finding.Outcome) string { return strings.ReplaceAll(string(o), "_", " ") }

func is(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
