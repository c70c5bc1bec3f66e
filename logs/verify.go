package logs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// Options say what is verified.
type Options struct {
	// Prefix is what comes before AWSLogs/ in the bucket, without the slash between.
	Prefix string
	// Trail is the name of the one trail whose digests are verified, empty for all.
	Trail string
	// Regions are those that are looked at, empty for all.
	Regions []string
	// Start and End are the times in which files were delivered, nil for whatever is there.
	Start, End *time.Time
	// Concurrency is how many objects are read at once, at least one.
	Concurrency int
	// KMSKeys are the ARNs of the keys that the trail encrypts with, or did; empty for none, nil where that is not known.
	KMSKeys []string
	// Known is what CloudTrail says of the trail, as far as that is known.
	Known Known
	// Files also lists the files that are valid. The report then grows with their number.
	Files bool
	// Told, if not nil, is told of all findings and of all valid files as they come, concurrently, but those of one Region one
	// after another and in the same order each time. A log file that turns out to be swapped is altered here.
	Told func(Where, Finding)
	// Shard, if not nil, is the part of the work that is done, of a period with Start and End.
	Shard *Shard
	// State, if not nil, is what was verified before, and what is verified is added to it, also where ctx ends. It is changed; Files
	// and Told don't go with it, since it does not list what is valid.
	State *State
	// Named is what the report calls the source, empty for the name of its bucket.
	Named string
	// Progress, if not nil, is told after each file how many were read, and about how much of the work is done, from 0 to 1; from
	// several goroutines.
	Progress func(files int, done float64)
	// MaxFindings bounds the findings of a Region; zero is 10,000.
	MaxFindings int

	maxLog int64 // bytes of a decompressed log file; zero is maxLog
}

// Known is what CloudTrail says of a trail in the account that owns it. What is not known is empty.
type Known struct {
	Account string
	// Regions are those of which it delivers digests.
	Regions []string
	// Began is when it last began to log, Delivered when it last delivered a digest; both by Region.
	Began, Delivered map[string]time.Time
}

type verifier struct {
	Options
	source Source
	keys   *keyring
	slots  chan struct{}

	mu   sync.Mutex
	used map[string]PublicKey // by Region and fingerprint

	opened int     // files
	done   float64 // of the work
	share  float64 // of the work that a lane is
}

// read counts a file.
func (v *verifier) read() {
	if v.Progress != nil {
		v.mu.Lock()
		v.opened++
		files, done := v.opened, v.done
		v.mu.Unlock()
		v.Progress(files, done)
	}
}

// advance counts part of a lane as done.
func (v *verifier) advance(part float64) {
	v.mu.Lock()
	v.done += part * v.share
	v.mu.Unlock()
}

const (
	lanesAtOnce   = 8
	digestsAtOnce = 8
	maxFindings   = 10_000
)

// Verify verifies what is in the source. An error means that nothing can be said: that the source can't be listed, or ctx ended.
// That a file can't be read is a finding.
func Verify(ctx context.Context, source Source, keys KeySource, o Options) (*Report, error) {
	o.Concurrency, o.MaxFindings = max(o.Concurrency, 1), cmp.Or(o.MaxFindings, maxFindings)
	o.maxLog = cmp.Or(o.maxLog, maxLog)
	v := &verifier{
		Options: o, source: source, keys: &keyring{from: keys, spans: map[string]*keySpan{}},
		slots: make(chan struct{}, o.Concurrency), used: map[string]PublicKey{},
	}
	if v.State != nil {
		if err := v.State.begin(v.scope()); err != nil {
			return nil, err
		}
		for _, k := range v.State.PublicKeys {
			v.used[k.Region+" "+k.Fingerprint] = k
		}
		defer v.settleState()
	}
	lanes, refused, err := v.lanes(ctx)
	if err != nil {
		return nil, err
	}
	lanes = v.expect(lanes)
	parts := v.mine(lanes)
	var before []*Region
	if v.State != nil {
		before = v.State.results()
		parts = v.resume(ctx, parts)
	}
	v.share = 1 / float64(max(len(parts), 1))
	regions := make([]*Region, len(parts))
	chains := make([][]*link, len(parts))
	each(lanesAtOnce, len(parts), func(i int) {
		var err error
		if regions[i], chains[i], err = v.lane(ctx, parts[i]); len(chains[i]) == 0 {
			v.advance(1)
		}
		if err != nil {
			v.unlisted(regions[i], err)
		} else if parts[i].settled && ctx.Err() == nil {
			v.State.add(parts[i], regions[i], chains[i])
		}
	})
	regions = append(slices.DeleteFunc(regions, func(r *Region) bool { return r == nil }), v.refused(refused)...)
	regions = v.joined(append(regions, before...))
	v.findOwners(ctx, regions, func() []*link {
		if v.Shard != nil || v.State != nil {
			return v.everyDigest(ctx, lanes)
		}
		return slices.Concat(chains...)
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return v.report(regions), nil
}

// refused leaves of the accounts that can't be listed those that the shard tells of.
func (v *verifier) refused(all []*Region) []*Region {
	if v.Shard == nil {
		return all
	}
	return slices.DeleteFunc(all, func(r *Region) bool {
		w, ok := v.Shard.window(lane{organization: r.Organization, account: r.Account, region: r.Region}, *v.Start, *v.End)
		return !ok || !w.from.IsZero()
	})
}

// unlisted tells that a Region, or an account, could not be listed to the end.
func (v *verifier) unlisted(r *Region, err error) {
	v.find(r, Finding{Verdict: Unknown, Kind: Unreadable, Detail: err.Error()})
	v.markAll(r)
}

func (v *verifier) scope() Scope {
	return Scope{v.named(), v.Prefix, v.Trail, v.only(), v.Start, v.KMSKeys, v.Shard}
}

func (v *verifier) named() string { return cmp.Or(v.Named, v.source.Bucket()) }

// base is the folder of the accounts.
func (v *verifier) base() string {
	if v.Prefix == "" {
		return "AWSLogs/"
	}
	return strings.TrimSuffix(v.Prefix, "/") + "/AWSLogs/"
}

func (v *verifier) only() []string {
	return append([]string{}, slices.Compact(slices.Sorted(slices.Values(v.Regions)))...)
}

// report puts the Regions together. Those of an account follow each other.
func (v *verifier) report(regions []*Region) *Report {
	return v.sum(&Report{
		Version: ReportVersion, Source: v.named(), Prefix: v.Prefix, Trail: v.Trail, Only: v.only(), Start: v.Start, End: v.End,
		Shard: v.Shard,
	}, regions)
}

// sum adds the Regions to a report that says what was asked for.
func (v *verifier) sum(r *Report, regions []*Region) *Report {
	r.Verdict, r.Digests, r.Logs, r.Encryption, r.PublicKeys = Valid, Counts{}, Counts{}, v.encryption(regions), v.publicKeys()
	r.Accounts, r.Regions = []Account{}, []Region{}
	slices.SortStableFunc(regions, func(a, b *Region) int { return compareWhere(a.Where(), b.Where()) })
	for _, region := range regions {
		region.Verdict = region.worst
		sortFindings(region.Findings)
		r.Regions = append(r.Regions, *region)
		r.Digests.join(region.Digests)
		r.Logs.join(region.Logs)
		r.Verdict = worst(r.Verdict, region.Verdict)
		last := len(r.Accounts) - 1
		if last < 0 || r.Accounts[last].Account != region.Account || r.Accounts[last].Organization != region.Organization {
			r.Accounts = append(r.Accounts, Account{Organization: region.Organization, Account: region.Account, Verdict: Valid})
			last++
		}
		a := &r.Accounts[last]
		a.Verdict = worst(a.Verdict, region.Verdict)
		a.Regions++
		a.Digests.join(region.Digests)
		a.Logs.join(region.Logs)
	}
	if r.Digests.Valid == 0 && r.Verdict == Valid && r.Shard == nil { // a shard may have nothing to do
		r.Verdict = Unknown // nothing was verified
	}
	return r
}

func (c *Counts) join(o Counts) {
	c.Valid += o.Valid
	c.Tampered += o.Tampered
	c.Unknown += o.Unknown
	c.Noted += o.Noted
}

// each calls f for 0 to n-1, so many at once, and returns when all are done.
func each(atOnce, n int, f func(i int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(atOnce, n) {
		wg.Go(func() {
			for i := range next {
				f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

var (
	accountName      = regexp.MustCompile(`^[0-9]{12}$`)
	organizationName = regexp.MustCompile(`^o-[a-z0-9]+$`)
)

// lanes lists what there are digests or log files of, and tells of the accounts that can't be listed.
func (v *verifier) lanes(ctx context.Context) (lanes []lane, refused []*Region, err error) {
	base := v.base()
	names, err := v.source.Dirs(ctx, base)
	if err != nil {
		return nil, nil, err
	}
	add := func(l lane) {
		seen := map[string]bool{}
		for _, folder := range []string{"CloudTrail-Digest/", "CloudTrail/"} {
			regions, err := v.source.Dirs(ctx, l.base+l.account+"/"+folder)
			if err != nil {
				r := newRegion(l)
				v.unlisted(r, err)
				refused = append(refused, r)
				return
			}
			for _, r := range regions {
				seen[r] = true
			}
		}
		for _, l.region = range slices.Sorted(maps.Keys(seen)) {
			if len(v.Regions) == 0 || slices.Contains(v.Regions, l.region) {
				lanes = append(lanes, l)
			}
		}
	}
	for _, name := range names {
		switch {
		case accountName.MatchString(name):
			add(lane{base: base, account: name})
		case organizationName.MatchString(name):
			accounts, err := v.source.Dirs(ctx, base+name+"/")
			if err != nil {
				return nil, nil, err
			}
			for _, account := range accounts {
				if accountName.MatchString(account) {
					add(lane{base: base + name + "/", organization: name, account: account})
				}
			}
		}
	}
	slices.SortFunc(lanes, func(a, b lane) int {
		return cmp.Or(cmp.Compare(a.organization, b.organization), cmp.Compare(a.account, b.account), cmp.Compare(a.region, b.region))
	})
	return lanes, refused, ctx.Err()
}

// expect adds the Regions that were asked for, or in which the trail is known to log, and of which nothing is there.
func (v *verifier) expect(lanes []lane) []lane {
	accounts := map[string]lane{} // one of the lanes of each
	there := map[string]bool{}
	for _, l := range lanes {
		there[l.digests()] = true
		accounts[l.base+l.account] = l
	}
	for _, name := range slices.Sorted(maps.Keys(accounts)) {
		l := accounts[name]
		wanted := v.Regions
		if l.account == v.Known.Account && len(wanted) == 0 {
			wanted = v.Known.Regions
		}
		for _, l.region = range slices.Compact(slices.Sorted(slices.Values(wanted))) {
			if !there[l.digests()] {
				missing := l
				missing.expected = true
				lanes = append(lanes, missing)
			}
		}
	}
	return lanes
}

func newRegion(ln lane) *Region {
	return &Region{
		Organization: ln.organization, Account: ln.account, Region: ln.region, Trails: []Trail{}, Findings: []Finding{},
		Hours: []Hours{}, Encryption: []Sealing{}, worst: Valid,
	}
}

// lane verifies the digests of an account in a Region, then the log files, from the newest to the oldest. It also returns the
// digests that can be trusted. With an error the Region holds what was found until then.
func (v *verifier) lane(ctx context.Context, ln lane) (*Region, []*link, error) {
	r := newRegion(ln)
	ln.beyond = &beyond{}
	chains, backfills, err := v.chains(ctx, ln, r)
	if err != nil {
		return r, nil, err
	}
	var all []*link // to take names of log files from
	var regular [][]*link
	for _, name := range slices.SortedFunc(maps.Keys(chains), compareNames) {
		chain := chains[name]
		regular = append(regular, chain)
		all = append(all, chain...)
		if found := v.judge(ctx, ln, chain); v.selected(name) {
			v.tell(r, ln, chain, append(found, v.ends(ln, chain)...))
			v.markEnds(r, ln, chain)
			r.Trails = append(r.Trails, trailOf(name, ln, chain))
		}
	}
	for _, l := range backfills {
		v.judgeOne(ctx, ln, l, nil, false)
		if v.selected(l.name) {
			v.tell(r, ln, []*link{l}, nil)
		}
		all = append(all, l)
	}
	v.hold(r, ln, regular)
	if len(r.Trails) == 0 && !ln.own.from.IsZero() { // the first window tells of it
		return r, nil, nil
	}
	if len(r.Trails) == 0 {
		some, err := v.anyLogs(ctx, ln)
		switch {
		case err != nil:
			return r, nil, err
		case v.claimed(ln):
			v.find(r, during(Tampered, Missing, *v.Start, *v.End, "CloudTrail says that it delivered a digest at "+stampOf(v.delivered(ln))))
		case some:
			v.find(r, Finding{Verdict: Unknown, Kind: NoDigests, Detail: "there are log files, and no digests of them" + ofTrail(v.Trail)})
		case ln.expected || len(r.Findings) > 0:
			v.find(r, Finding{Verdict: Unknown, Kind: NoDigests, Detail: "there are neither log files nor digests" + ofTrail(v.Trail)})
		default:
			return nil, nil, nil
		}
		v.markAll(r)
		return r, nil, nil
	}
	slices.SortStableFunc(all, func(a, b *link) int { return b.name.stamp.Compare(a.name.stamp) })
	trusted := slices.DeleteFunc(slices.Clone(all), func(l *link) bool { return !l.trusted })
	err = v.files(ctx, ln, r, trusted, regular)
	v.tellSeals(r)
	if err == nil {
		v.tellHours(r)
	}
	return r, trusted, err
}

func ofTrail(name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf(" by a trail %q", name)
}

func compareNames(a, b digestName) int {
	return cmp.Or(cmp.Compare(a.trail, b.trail), cmp.Compare(a.home, b.home))
}

func (v *verifier) selected(n digestName) bool { return v.Trail == "" || v.Trail == n.trail }

// asked says whether the time of a digest meets the time that was asked for. The one after it is read as well: it names it.
func (v *verifier) asked(l *link) bool {
	return (v.Start == nil || !l.end().Before(*v.Start)) && (v.End == nil || !l.start().After(*v.End))
}

// chains lists and reads the digests, by trail, each sorted by time; keys of the map have neither stamp nor backfill.
func (v *verifier) chains(ctx context.Context, ln lane, r *Region) (map[digestName][]*link, []*link, error) {
	var links []*link
	list := func(key string) error {
		name, ok := ln.digestName(key)
		switch {
		case strings.HasSuffix(key, "/"): // consoles make folders this way
		case !ok && !ln.own.has(dayOfKey(ln.digests(), key)):
		case !ok:
			v.find(r, Finding{Verdict: Tampered, Kind: Foreign, Key: key, Detail: "CloudTrail gives no digest this name"})
			r.Digests.add(Tampered)
		case v.Start != nil && name.stamp.Before(*v.Start):
		case v.End != nil && name.stamp.After(v.End.Add(2*hour+slack)):
		default:
			links = append(links, &link{key: key, name: name})
		}
		return nil
	}
	if err := v.listDigests(ctx, ln, list, func(older bool) bool { return v.enough(ln, links, older) }); err != nil {
		return nil, nil, err
	}
	chains := map[digestName][]*link{}
	var backfills []*link
	slices.SortStableFunc(links, func(a, b *link) int { return a.name.stamp.Compare(b.name.stamp) })
	for _, l := range links {
		if l.name.backfill {
			backfills = append(backfills, l)
			continue
		}
		name := digestName{trail: l.name.trail, home: l.name.home}
		chains[name] = append(chains[name], l)
	}
	backfills = ln.trim(backfills)
	read := backfills
	for name, chain := range chains {
		chains[name] = ln.trim(chain)
		read = append(read[:len(read):len(read)], chains[name]...)
	}
	each(v.Concurrency, len(read), func(i int) { v.readLink(ctx, read[i]) })
	return chains, backfills, ctx.Err()
}

// prefixes are those of the days that were asked for, and so much more, or the whole where it has no start or no end.
func (v *verifier) prefixes(of string, more time.Duration) []string {
	if v.Start == nil || v.End == nil {
		return []string{of}
	}
	var days []string
	for day := v.Start.UTC().Truncate(24 * hour); !day.After(v.End.Add(more)); day = day.Add(24 * hour) {
		days = append(days, of+day.Format(dayLayout)+"/")
	}
	return days
}

// tell counts the digests of a chain that were asked for and adds what was found.
func (v *verifier) tell(r *Region, ln lane, chain []*link, found []Finding) {
	var seals []sealed
	for _, l := range chain {
		if !v.asked(l) || !ln.own.has(l.name.stamp) {
			continue
		}
		seals = append(seals, sealed{l.name.stamp, l.meta.Seal})
		if l.fault == nil {
			r.Digests.add(Valid)
			r.markDigest(l, Valid)
			v.find(r, Finding{Verdict: Valid, Kind: DigestFile, Key: l.key, SHA256: l.sum, PublicKey: l.signer()})
			continue
		}
		r.Digests.add(l.fault.verdict())
		r.markDigest(l, l.fault.verdict())
		v.find(r, Finding{Verdict: l.fault.verdict(), Kind: l.fault.kind, Key: l.key, Detail: l.fault.detail, SHA256: l.sum, PublicKey: l.signer()})
	}
	v.seal(r, DigestFile, seals)
	for _, f := range found {
		if f.To != nil && v.Start != nil && f.To.Before(*v.Start) || f.From != nil && v.End != nil && f.From.After(*v.End) {
			continue
		}
		if f.Key != "" {
			r.Digests.add(f.Verdict)
		}
		if name, ok := ln.digestName(f.Key); ok {
			r.mark(name.stamp.Add(-hour), name.stamp, f.Verdict)
		}
		if f.From != nil && f.To.After(*f.From) {
			r.mark(*f.From, *f.To, f.Verdict)
		}
		v.find(r, f)
	}
}

// ends compares where a chain begins and ends with what was asked for.
func (v *verifier) ends(ln lane, chain []*link) (found []Finding) {
	oldest, newest := chain[0], chain[len(chain)-1]
	if ln.own.has(oldest.name.stamp) {
		found = v.begins(ln, oldest)
	}
	if ln.own.has(newest.name.stamp) {
		found = append(found, v.stops(ln, newest)...)
	}
	return found
}

func (v *verifier) begins(ln lane, oldest *link) (found []Finding) {
	if oldest.trusted && oldest.head.Previous.Object != "" {
		previous := oldest.head.Previous
		named, ok := ln.digestName(previous.Object)
		switch {
		case previous.Bucket != oldest.head.Bucket:
			found = append(found, during(Noted, Begins, oldest.start(), oldest.start(), movedFrom(oldest)))
		case !ok:
			found = append(found, Finding{
				Verdict: Tampered, Kind: Foreign, Key: oldest.key,
				Detail: fmt.Sprintf("the digest before it is said to be %q, which belongs elsewhere", previous.Object),
			})
		case v.Start == nil:
			found = append(found, during(Noted, Begins, oldest.start(), oldest.start(), "older digests were deleted, or are kept elsewhere"))
		case !named.stamp.Before(*v.Start):
			found = append(found, v.missing(previous.Object, named.stamp, *v.Start)...)
		}
	}
	named := slices.ContainsFunc(found, func(f Finding) bool { return f.Kind == Missing })
	if v.Start != nil && oldest.start().After(*v.Start) && !named {
		if v.began(ln, oldest) {
			found = append(found, during(Noted, Begins, *v.Start, oldest.start(), "logging began then"))
		} else {
			found = append(found, during(Unknown, NotCovered, *v.Start, oldest.start(), "the digests begin later"))
		}
	}
	return found
}

func (v *verifier) stops(ln lane, newest *link) []Finding {
	if v.End == nil || !newest.end().Add(hour+slack).Before(*v.End) {
		return nil
	}
	if at := v.delivered(ln); !at.After(*v.End) && newest.end().Add(hour+slack).Before(at) {
		return []Finding{during(Tampered, Missing, newest.end(), at, "CloudTrail says that it delivered a digest at "+stampOf(at))}
	}
	return []Finding{during(Unknown, NotCovered, newest.end(), *v.End, "the digests end earlier")}
}

// began says whether the digest is the first since logging began, by what CloudTrail says.
func (v *verifier) began(ln lane, oldest *link) bool {
	at, known := v.Known.Began[ln.region]
	return known && ln.account == v.Known.Account && oldest.trusted && oldest.head.Previous.Object == "" &&
		!oldest.start().Before(at.Add(-slack)) && !oldest.start().After(at.Add(hour+slack))
}

// claimed says whether CloudTrail says that it delivered a digest in the time that was asked for. Its last may lie later.
func (v *verifier) claimed(ln lane) bool {
	at := v.delivered(ln)
	return v.Start != nil && v.End != nil && at.After(*v.Start) && !at.After(*v.End)
}

// delivered is when CloudTrail says that it last delivered a digest, zero where it does not say.
func (v *verifier) delivered(ln lane) time.Time {
	if ln.account != v.Known.Account {
		return time.Time{}
	}
	return v.Known.Delivered[ln.region]
}

func trailOf(n digestName, ln lane, chain []*link) Trail {
	t := Trail{Name: n.trail, Home: n.home}
	for _, l := range chain {
		if !l.trusted || !ln.own.has(l.name.stamp) {
			continue
		}
		start, end := l.start().UTC(), l.end().UTC()
		if t.From == nil {
			t.From = &start
		}
		t.To = &end
	}
	return t
}

func (v *verifier) find(r *Region, f Finding) {
	if f.Verdict != Noted {
		r.worst = worst(r.worst, f.Verdict)
	}
	if v.Told != nil {
		v.Told(r.Where(), f)
	}
	if f.Verdict == Valid && !v.Files {
		return
	}
	if f.Verdict != Valid {
		if r.listed == v.MaxFindings {
			r.Omitted++
			return
		}
		r.listed++
	}
	r.Findings = append(r.Findings, f)
}

// errEnough ends a listing.
var errEnough = errors.New("enough")

// anyLogs says whether the lane has log files of the time that was asked for.
func (v *verifier) anyLogs(ctx context.Context, ln lane) (bool, error) {
	for _, prefix := range v.prefixes(ln.logs(), 0) {
		err := v.source.List(ctx, prefix, func(key string) error {
			if at, ok := ln.slot(key); ok && (v.Start == nil || !at.Before(*v.Start)) && (v.End == nil || !at.After(*v.End)) {
				return errEnough
			}
			return nil
		})
		if errors.Is(err, errEnough) {
			return true, nil
		}
		if err != nil {
			return false, err
		}
	}
	return false, nil
}
