package logs

import (
	"slices"
	"time"
)

// mark is what is known of a time.
type mark struct {
	from, to time.Time
	verdict  Verdict
}

// mark notes what is known of the hours between two times, both of them included.
func (r *Region) mark(from, to time.Time, verdict Verdict) {
	m := mark{from.UTC().Truncate(hour), upTo(from, to), verdict}
	if n := len(r.marks); n > 0 && r.marks[n-1] == m { // files of one hour come one after another
		return
	}
	r.marks = append(r.marks, m)
}

// upTo is the end of the hours that hold what lies between two times.
func upTo(from, to time.Time) time.Time {
	if to.After(from) && to.Equal(to.Truncate(hour)) {
		return to.UTC()
	}
	return to.UTC().Truncate(hour).Add(hour)
}

// markDigest notes what is known of the hour of a digest, by what can be trusted of it.
func (r *Region) markDigest(l *link, verdict Verdict) {
	if l.trusted {
		r.mark(l.start(), l.end(), verdict)
		return
	}
	r.mark(l.name.stamp.Add(-hour), l.name.stamp, verdict)
}

// tellHours makes hours of the marks: the worst of each, in ranges of those that are alike.
func (v *verifier) tellHours(r *Region) {
	var edges []time.Time
	for i := range r.marks {
		m := &r.marks[i]
		if v.Start != nil && m.from.Before(v.Start.UTC().Truncate(hour)) {
			m.from = v.Start.UTC().Truncate(hour)
		}
		if v.End != nil {
			if end := upTo(m.from, *v.End); m.to.After(end) {
				m.to = end
			}
		}
		if m.to.After(m.from) {
			edges = append(edges, m.from, m.to)
		}
	}
	slices.SortFunc(r.marks, func(a, b mark) int { return a.from.Compare(b.from) })
	slices.SortFunc(edges, time.Time.Compare)
	edges = slices.CompactFunc(edges, time.Time.Equal)
	var under []mark // those that reach the place where we stand
	next := 0
	for i := 0; i+1 < len(edges); i++ {
		under = slices.DeleteFunc(under, func(m mark) bool { return !m.to.After(edges[i]) })
		for ; next < len(r.marks) && !r.marks[next].from.After(edges[i]); next++ {
			if r.marks[next].to.After(edges[i]) {
				under = append(under, r.marks[next])
			}
		}
		if len(under) == 0 {
			continue
		}
		h := Hours{From: edges[i], To: edges[i+1], Verdict: Valid}
		for _, m := range under {
			h.Verdict = worst(h.Verdict, m.verdict)
		}
		if n := len(r.Hours); n > 0 && r.Hours[n-1].Verdict == h.Verdict && r.Hours[n-1].To.Equal(h.From) {
			r.Hours[n-1].To = h.To
			continue
		}
		r.Hours = append(r.Hours, h)
	}
	r.marks = nil
}

// markEnds notes that the first and the last hour of a chain are not wholly covered by it, where more was asked for.
func (v *verifier) markEnds(r *Region, ln lane, chain []*link) {
	oldest, newest := chain[0], chain[len(chain)-1]
	if from := oldest.start(); ln.own.has(oldest.name.stamp) && oldest.trusted && !from.Equal(from.Truncate(hour)) && (v.Start == nil || v.Start.Before(from)) {
		r.mark(from, from, Noted)
	}
	if to := newest.end(); ln.own.has(newest.name.stamp) && newest.trusted && !to.Equal(to.Truncate(hour)) && (v.End == nil || v.End.After(to)) {
		r.mark(to, to, Noted)
	}
}

// markAll notes that something may be unknown of all the time that was asked for, or of which something is there.
func (v *verifier) markAll(r *Region) {
	var all mark
	for i, m := range r.marks {
		if i == 0 || m.from.Before(all.from) {
			all.from = m.from
		}
		if m.to.After(all.to) {
			all.to = m.to
		}
	}
	if v.Start != nil && v.End != nil {
		all.from, all.to = *v.Start, *v.End
	}
	if !all.to.IsZero() {
		r.mark(all.from, all.to, Unknown)
	}
	v.tellHours(r)
}
