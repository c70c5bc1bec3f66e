package logs

import (
	"context"
	"hash/fnv"
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"time"
)

// window is a part of a lane's time: the digests whose names have a stamp from one time until before another, and the log files
// that none names by the times in their names. A zero time is open. Each digest, each file and each finding of the lane belongs
// to one of the windows that it is cut into, and comes out as it would without: what a digest comes to depends on its neighbours,
// so that some of those beyond a window's edges are read as well, and told by the windows that have them.
type window struct{ from, to time.Time }

func (w window) has(t time.Time) bool {
	return (w.from.IsZero() || !t.Before(w.from)) && (w.to.IsZero() || t.Before(w.to))
}

// of leaves the days that meet the window.
func (w window) of(days []time.Time) []time.Time {
	return slices.DeleteFunc(days, func(at time.Time) bool {
		return !w.from.IsZero() && !at.Add(day).After(w.from) || !w.to.IsZero() && !at.Before(w.to)
	})
}

func (w window) whole() bool { return w.from.IsZero() && w.to.IsZero() }

// neighbours is how many digests of each chain are read beyond the edges of a window, where there are so many. One would do where
// all are in order.
const neighbours = 4

const day = 24 * time.Hour

// Shard is one of Count parts of the work, Index from 1.
type Shard struct {
	Index int `json:"index"`
	Count int `json:"count"`
}

// window is what the shard has of a lane; ok is false for nothing. Each lane is cut into as many runs of days as there are shards
// or days, and these are dealt out in turn from a shard that the lane's name chooses: it depends on nothing but the period and the
// names, so that shards that run at different times agree. Start and end are those of Options.
func (s Shard) window(l lane, start, end time.Time) (w window, ok bool) {
	first := start.UTC().Truncate(day)
	days := int(end.UTC().Truncate(day).Sub(first)/day) + 1
	runs := min(s.Count, days)
	h := fnv.New32a()
	_, _ = h.Write([]byte(l.organization + "/" + l.account + "/" + l.region)) // a hash has no error
	run := (s.Index - 1 - int(h.Sum32()%uint32(s.Count)) + s.Count) % s.Count
	if run >= runs {
		return w, false
	}
	at := func(run int) time.Time { return first.Add(time.Duration((run*days+runs-1)/runs) * day) }
	if run > 0 {
		w.from = at(run)
	}
	if run < runs-1 {
		w.to = at(run + 1)
	}
	return w, true
}

// mine cuts lanes down to what the shard has of them.
func (v *verifier) mine(lanes []lane) []lane {
	if v.Shard == nil {
		return lanes
	}
	var mine []lane
	for _, l := range lanes {
		var ok bool
		if l.own, ok = v.Shard.window(l, *v.Start, *v.End); ok {
			mine = append(mine, l)
		}
	}
	return mine
}

// days cuts a window into days, the newest first. Of an open window the first and the last are open.
func (w window) days(first, last time.Time) []window {
	var all []window
	for at := first.UTC().Truncate(day); ; at = at.Add(day) {
		part := window{at, at.Add(day)}
		if at.Equal(first.UTC().Truncate(day)) {
			part.from = w.from
		}
		if !part.to.Before(last) {
			part.to = w.to
			all = append(all, part)
			break
		}
		all = append(all, part)
	}
	slices.Reverse(all)
	return all
}

// listDigests lists what the lane's window needs: its own days and some around, and as many more as it takes to find neighbours.
func (v *verifier) listDigests(ctx context.Context, ln lane, each func(key string) error, enough func(older bool) bool) error {
	all := v.prefixes(ln.digests(), 2*hour+slack)
	first, last := 0, len(all)
	if v.Start != nil && v.End != nil && !ln.own.whole() {
		start := v.Start.UTC().Truncate(day)
		within := func(t time.Time, more int) int {
			return max(0, min(int(t.UTC().Truncate(day).Sub(start)/day)+more, len(all)))
		}
		if from := ln.own.from; !from.IsZero() {
			for _, a := range ln.anchors {
				if name, ok := ln.digestName(a.Key); ok && name.stamp.Before(from) {
					from = name.stamp
				}
			}
			first = min(within(from, -1), len(all)-1)
		}
		if !ln.own.to.IsZero() {
			last = max(within(ln.own.to, 2), first+1)
		}
	}
	for _, prefix := range all[first:last] {
		if err := v.source.List(ctx, prefix, each); err != nil {
			return err
		}
	}
	for first > 0 && !enough(true) {
		first--
		if err := v.source.List(ctx, all[first], each); err != nil {
			return err
		}
	}
	for last < len(all) && !enough(false) {
		if err := v.source.List(ctx, all[last], each); err != nil {
			return err
		}
		last++
	}
	return nil
}

// enough says whether the links hold as many neighbours of the window as are read, of each trail, and some trail that was asked for.
func (v *verifier) enough(ln lane, links []*link, older bool) bool {
	count := map[digestName]int{}
	asked := false
	for _, l := range links {
		if l.name.backfill {
			continue
		}
		name := digestName{trail: l.name.trail, home: l.name.home}
		beyond := 0
		if older && l.name.stamp.Before(ln.own.from) || !older && !l.name.stamp.Before(ln.own.to) {
			beyond = 1
		}
		count[name] += beyond
		asked = asked || v.selected(l.name)
	}
	for _, n := range count {
		if n < neighbours {
			return false
		}
	}
	return asked
}

// trim leaves of a chain, sorted by time, what the window has and its neighbours.
func (ln lane) trim(chain []*link) []*link {
	if ln.own.whole() {
		return chain
	}
	lo := 0
	if !ln.own.from.IsZero() {
		lo, _ = slices.BinarySearchFunc(chain, ln.own.from, func(l *link, t time.Time) int { return l.name.stamp.Compare(t) })
	}
	hi := len(chain)
	if !ln.own.to.IsZero() {
		hi, _ = slices.BinarySearchFunc(chain, ln.own.to, func(l *link, t time.Time) int { return l.name.stamp.Compare(t) })
	}
	keep := max(0, lo-neighbours)
	for _, a := range ln.anchors {
		if i := slices.IndexFunc(chain, func(l *link) bool { return l.key == a.Key }); i >= 0 {
			keep = min(keep, i)
		}
	}
	return chain[keep:min(len(chain), max(hi, lo)+neighbours)]
}

// dayOfKey is the start of the day in whose folder a file lies, zero where it is in none.
func dayOfKey(folder, key string) time.Time {
	rest := strings.TrimPrefix(key, folder)
	at, err := time.Parse(dayLayout, rest[:min(len(rest), len(dayLayout))])
	if err != nil {
		return time.Time{}
	}
	return at
}

// quiet is a verifier that tells nobody what it finds.
func (v *verifier) quiet() *verifier {
	quiet := &verifier{Options: v.Options, source: v.source, keys: v.keys, slots: v.slots, used: map[string]PublicKey{}}
	quiet.Told, quiet.Progress = nil, nil
	return quiet
}

// allTime reads the digests of a lane in all its time, and returns its chains and those that can be trusted.
func (v *verifier) allTime(ctx context.Context, ln lane) (chains [][]*link, trusted []*link, err error) {
	ln.own, ln.anchors = window{}, nil
	quiet := v.quiet()
	byTrail, backfills, err := quiet.chains(ctx, ln, newRegion(ln))
	if err != nil {
		return nil, nil, err
	}
	for _, chain := range byTrail {
		quiet.judge(ctx, ln, chain)
		chains, trusted = append(chains, chain), append(trusted, chain...)
	}
	for _, l := range backfills {
		quiet.judgeOne(ctx, ln, l, nil, false)
		trusted = append(trusted, l)
	}
	return chains, slices.DeleteFunc(trusted, func(l *link) bool { return !l.trusted }), ctx.Err()
}

// everyDigest reads the digests of all lanes in all their time, and returns those that can be trusted.
func (v *verifier) everyDigest(ctx context.Context, lanes []lane) []*link {
	var all []*link
	for _, ln := range lanes {
		if _, trusted, err := v.allTime(ctx, ln); err == nil { // its own window tells of an error
			all = append(all, trusted...)
		}
	}
	return all
}

// beyond is what the digests of a lane say that its window does not reach: of a file that none of the window's names, one that came
// later may. It is read where there is such a file, which is where somebody put one, or CloudTrail was late.
type beyond struct {
	once   sync.Once
	chains [][]*link
	named  names
	err    error
}

func (v *verifier) beyond(ctx context.Context, ln lane) *beyond {
	b := ln.beyond
	b.once.Do(func() {
		var trusted []*link
		if b.chains, trusted, b.err = v.allTime(ctx, ln); b.err != nil {
			return
		}
		b.named = names{seed: maphash.MakeSeed(), days: map[string]map[uint64]struct{}{}}
		for _, l := range trusted {
			digest := newText()
			if _, f := v.inflate(ctx, l.key, maxDigest, digest); f != nil && f.kind != Appended || digest.sum() != l.sum {
				l.trusted = false // as where it is read for its log files
				continue
			}
			d, err := ParseDigest(digest.content.String())
			if err != nil {
				l.trusted = false
				continue
			}
			for _, f := range d.Logs {
				if at, ok := ln.slot(f.Object); ok && ln.own.has(at) {
					b.named.add(ln, f.Object)
				}
			}
		}
		b.err = ctx.Err()
	})
	return b
}
