package logs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"hash/maphash"
	"slices"
	"strings"
	"time"
)

// logsAtOnce is how many log files of one digest wait for a slot.
const logsAtOnce = 32

// turn is a digest whose log files are being checked.
type turn struct {
	link *link
	done chan struct{}
	// asked is false for a digest that is only read for what it names.
	asked   bool
	fault   *fault // of reading it again
	logs    []LogFile
	faults  []*fault
	sums    []string // of those that were read to their end
	seals   []sealed
	ignored []bool // said before in the same digest
}

// files checks the log files that the digests name, and looks for those that none names. It goes back in time day by day, and
// keeps the names of some days only. The digests are sorted from the newest.
func (v *verifier) files(ctx context.Context, ln lane, r *Region, digests []*link, chains [][]*link) error {
	days, err := v.days(ctx, ln)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	queue := make(chan *turn, digestsAtOnce)
	go func() {
		defer close(queue)
		for _, l := range digests {
			t := &turn{link: l, done: make(chan struct{}), asked: v.asked(l) && v.selected(l.name) && ln.own.has(l.name.stamp)}
			select {
			case queue <- t:
				go v.check(ctx, ln, t)
			case <-ctx.Done():
				return
			}
		}
	}()
	named := names{seed: maphash.MakeSeed(), days: map[string]map[uint64]struct{}{}}
	for t := range queue {
		<-t.done
		for len(days) > 0 && t.link.end().Before(days[0].Add(-slack)) {
			if err := v.unnamed(ctx, ln, r, days[0], named, chains); err != nil {
				return err
			}
			days = days[1:]
		}
		v.settle(r, t, named, ln)
		v.advance(1 / float64(len(digests)))
	}
	for _, day := range days {
		if err := v.unnamed(ctx, ln, r, day, named, chains); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// check reads a digest again and hashes its log files.
func (v *verifier) check(ctx context.Context, ln lane, t *turn) {
	defer close(t.done)
	digest := newText()
	if _, t.fault = v.inflate(ctx, t.link.key, maxDigest, digest); t.fault != nil && t.fault.kind != Appended {
		return
	}
	t.fault = nil
	if digest.sum() != t.link.sum {
		t.fault = &fault{Altered, "it changed while it was being verified"}
		return
	}
	d, err := ParseDigest(digest.content.String())
	if err != nil {
		t.fault = &fault{Malformed, err.Error()}
		return
	}
	t.logs = d.Logs
	if !t.asked {
		return
	}
	t.faults, t.sums, t.ignored = make([]*fault, len(t.logs)), make([]string, len(t.logs)), make([]bool, len(t.logs))
	t.seals = make([]sealed, len(t.logs))
	seen := map[LogFile]bool{}
	for i, f := range t.logs {
		t.ignored[i] = seen[f]
		seen[f] = true
	}
	each(logsAtOnce, len(t.logs), func(i int) {
		if !t.ignored[i] {
			t.faults[i], t.sums[i], t.seals[i].seal = v.checkLog(ctx, ln, d, t.logs[i])
		}
	})
}

// hashSink is a sink that keeps nothing but a hash.
type hashSink struct{ hash.Hash }

// checkLog returns what is wrong with a log file, the hash of one that was read to its end, and how it is encrypted.
func (v *verifier) checkLog(ctx context.Context, ln lane, d *Digest, f LogFile) (*fault, string, Seal) {
	switch {
	case f.Bucket != d.Bucket:
		return &fault{Unreadable, fmt.Sprintf("it is in another bucket, %q", f.Bucket)}, "", Seal{}
	case !ln.owns(f.Object):
		return &fault{Foreign, "a digest of another account or Region names it"}, "", Seal{}
	case f.HashAlgorithm != HashAlgorithm:
		return &fault{Algorithm, fmt.Sprintf("its hash is said to be %q", f.HashAlgorithm)}, "", Seal{}
	}
	to := hashSink{sha256.New()}
	meta, bad := v.inflate(ctx, f.Object, v.maxLog, to)
	if bad != nil {
		return bad, "", meta.Seal
	}
	sum := hex.EncodeToString(to.Sum(nil))
	if !strings.EqualFold(sum, f.Hash) {
		return &fault{Altered, "its content has another hash"}, sum, meta.Seal
	}
	return nil, sum, meta.Seal
}

// settle counts what came of a digest's log files.
func (v *verifier) settle(r *Region, t *turn, named names, ln lane) {
	if t.fault != nil {
		t.link.trusted = false // what it names is not known, so that nothing of its time is unnamed
		if t.asked {
			r.markDigest(t.link, t.fault.verdict())
			v.find(r, Finding{Verdict: t.fault.verdict(), Kind: t.fault.kind, Key: t.link.key, Detail: "read again: " + t.fault.detail})
		}
		return
	}
	var read []sealed
	for i, f := range t.logs {
		named.add(ln, f.Object)
		if !t.asked || t.ignored[i] {
			continue
		}
		at, ok := ln.slot(f.Object)
		if !ok {
			at = t.link.end()
		}
		t.seals[i].at = at
		bad := t.faults[i]
		if bad == nil || bad.kind != Missing {
			read = append(read, t.seals[i])
		}
		if bad == nil {
			r.Logs.add(Valid)
			v.find(r, Finding{Verdict: Valid, Kind: DeliveredFile, Key: f.Object, SHA256: t.sums[i]})
			continue
		}
		r.Logs.add(bad.verdict())
		r.mark(at, at, bad.verdict())
		v.find(r, Finding{Verdict: bad.verdict(), Kind: bad.kind, Key: f.Object, Detail: bad.detail, SHA256: t.sums[i]})
	}
	slices.SortStableFunc(read, func(a, b sealed) int { return b.at.Compare(a.at) })
	v.seal(r, DeliveredFile, read)
}

// names are the log files that digests name, by day, as hashes.
type names struct {
	seed maphash.Seed
	days map[string]map[uint64]struct{}
}

func dayOf(ln lane, key string) string {
	rest := strings.TrimPrefix(key, ln.logs())
	return rest[:min(len(rest), len(dayLayout))]
}

func (n names) add(ln lane, key string) {
	day := dayOf(ln, key)
	if n.days[day] == nil {
		n.days[day] = map[uint64]struct{}{}
	}
	n.days[day][maphash.String(n.seed, key)] = struct{}{}
}

func (n names) has(ln lane, key string) bool {
	_, ok := n.days[dayOf(ln, key)][maphash.String(n.seed, key)]
	return ok
}

// days are those of which there are log files, or which were asked for, from the newest.
func (v *verifier) days(ctx context.Context, ln lane) ([]time.Time, error) {
	var days []time.Time
	if v.Start != nil && v.End != nil {
		for day := v.Start.UTC().Truncate(24 * hour); !day.After(*v.End); day = day.Add(24 * hour) {
			days = append(days, day)
		}
		slices.Reverse(days)
		return ln.own.of(days), nil
	}
	folders := []string{""}
	for range 3 {
		var below []string
		for _, folder := range folders {
			names, err := v.source.Dirs(ctx, ln.logs()+folder)
			if err != nil {
				return nil, err
			}
			for _, name := range names {
				below = append(below, folder+name+"/")
			}
		}
		folders = below
	}
	for _, folder := range folders {
		day, err := time.Parse(dayLayout+"/", folder)
		if err != nil || v.Start != nil && day.Add(24*hour).Before(*v.Start) || v.End != nil && day.After(*v.End) {
			continue
		}
		days = append(days, day)
	}
	slices.SortFunc(days, func(a, b time.Time) int { return b.Compare(a) })
	return ln.own.of(days), nil
}

// unnamed lists a day and tells of the log files that no trusted digest names. Then it forgets the names of the day.
func (v *verifier) unnamed(ctx context.Context, ln lane, r *Region, day time.Time, named names, chains [][]*link) error {
	folder := day.Format(dayLayout)
	defer delete(named.days, folder)
	return v.source.List(ctx, ln.logs()+folder+"/", func(key string) error {
		if named.has(ln, key) || strings.HasSuffix(key, "/") {
			return nil
		}
		f := Finding{Verdict: Tampered, Kind: Foreign, Key: key, Detail: "CloudTrail gives no log file this name"}
		at, ok := ln.slot(key)
		if !ok {
			at = day
		}
		if !ln.own.has(at) {
			return nil
		}
		if ok {
			if v.Start != nil && at.Before(*v.Start) || v.End != nil && at.After(*v.End) {
				return nil
			}
			chains := chains
			if !ln.own.to.IsZero() {
				whole := v.beyond(ctx, ln)
				if whole.err != nil {
					return whole.err
				}
				if whole.named.has(ln, key) {
					return nil
				}
				chains = whole.chains
			}
			switch coverOfAll(chains, at) {
			case outside:
				return nil
			case pending:
				f.Verdict, f.Kind, f.Detail = Noted, Pending, "it is younger than the newest digest"
			case uncovered:
				f.Verdict, f.Kind, f.Detail = Unknown, Unvouched, "no digest of its time can be trusted"
			case covered:
				f.Kind, f.Detail = Unnamed, "the digests of its time are there, and none names it"
				if put := v.late(ctx, r, key, chains); !put.IsZero() {
					f.Verdict, f.Kind = Unknown, Late
					f.Detail = fmt.Sprintf("it was put there at %s, after the digests that were read: those of that time may name it", stampOf(put))
				}
			}
		}
		if ok {
			r.mark(at, at, f.Verdict)
		}
		r.Logs.add(f.Verdict)
		v.find(r, f)
		return nil
	})
}

// maxLate is how many files of a Region are asked when they were put there. Where there are more, nobody delivers late.
const maxLate = 100

// late returns when a file that no digest names was put there, where that is after all digests that were read: CloudTrail names in a
// digest what it delivered in its hour, and may deliver late.
func (v *verifier) late(ctx context.Context, r *Region, key string, chains [][]*link) time.Time {
	if r.asked == maxLate {
		return time.Time{}
	}
	r.asked++
	object, err := v.source.Open(ctx, key)
	if err != nil {
		return time.Time{}
	}
	defer object.Body.Close() //nolint:errcheck // nothing of it was read
	put := object.Meta.Modified.UTC()
	for _, chain := range chains {
		if !put.After(chain[len(chain)-1].end()) {
			return time.Time{}
		}
	}
	return put
}

// findOwners looks for the digest entries that the content of altered log files belongs to: those files were swapped. Trusted
// returns the digests that can be trusted.
func (v *verifier) findOwners(ctx context.Context, regions []*Region, trusted func() []*link) {
	astray := map[string][]*Finding{}
	for _, r := range regions {
		for i := range r.Findings {
			if f := &r.Findings[i]; f.Kind == Altered && f.SHA256 != "" && KindOf(f.Key) == DeliveredFile {
				astray[f.SHA256] = append(astray[f.SHA256], f)
			}
		}
	}
	if len(astray) == 0 {
		return
	}
	for _, l := range trusted() {
		digest := newText()
		if _, f := v.inflate(ctx, l.key, maxDigest, digest); f != nil || digest.sum() != l.sum {
			continue
		}
		d, err := ParseDigest(digest.content.String())
		if err != nil {
			continue
		}
		for _, e := range d.Logs {
			for _, f := range astray[strings.ToLower(e.Hash)] {
				f.Kind, f.Detail = Swapped, "it holds what belongs to "+e.Object
			}
		}
	}
}
