package logs

import (
	"slices"
	"time"
)

// cover is what a log file that no digest names comes to, by the time in its name.
type cover int

const (
	outside   cover = iota // of what was looked at
	pending                // the next digest should name it
	uncovered              // no trusted digest is of that time
	covered                // trusted digests are, and none names it
)

// coverOf asks one chain, sorted by time.
func coverOf(chain []*link, t time.Time) cover {
	oldest, newest := chain[0], chain[len(chain)-1]
	first := oldest.head != nil && oldest.trusted && oldest.head.Previous.Object == ""
	switch {
	case t.After(newest.end().Add(hour + slack + edge)):
		return uncovered
	case t.After(newest.end().Add(-edge)):
		return pending
	case first && t.Before(oldest.start()), !first && t.Before(oldest.start().Add(edge)):
		return outside
	}
	for _, at := range []time.Time{t.Add(-edge), t, t.Add(edge)} {
		if at.Before(oldest.start()) {
			at = oldest.start()
		}
		if !within(chain, at) {
			return uncovered
		}
	}
	return covered
}

// within says whether a trusted digest of the chain is of that time.
func within(chain []*link, t time.Time) bool {
	i, _ := slices.BinarySearchFunc(chain, t, func(l *link, t time.Time) int { return l.name.stamp.Compare(t) })
	for ; i < len(chain) && chain[i].name.stamp.Sub(t) <= 2*hour; i++ {
		if l := chain[i]; l.trusted && !l.start().After(t) && !l.end().Before(t) {
			return true
		}
	}
	return false
}

// coverOfAll asks the chains of all trails: each of them should name a file of its own at each time, so that a file is nobody's
// only where all of them can be asked.
func coverOfAll(chains [][]*link, t time.Time) cover {
	worst := outside
	for _, chain := range chains {
		switch c := coverOf(chain, t); {
		case c == uncovered:
			return uncovered
		case c == pending:
			worst = pending
		case c == covered && worst == outside:
			worst = covered
		}
	}
	return worst
}
