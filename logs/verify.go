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
	// Files also lists the files that are valid. The report then grows with their number.
	Files bool
	// MaxFindings bounds the findings of a Region; zero is 10,000.
	MaxFindings int

	maxLog int64 // bytes of a decompressed log file; zero is maxLog
}

type verifier struct {
	Options
	source Source
	keys   *keyring
	slots  chan struct{}

	mu     sync.Mutex
	astray map[string][]astray // altered log files by the hash of what they hold
}

// astray is a log file that holds something else than it should.
type astray struct {
	region  *Region
	finding int
}

const (
	lanesAtOnce   = 8
	digestsAtOnce = 8
)

// Verify verifies what is in the source. An error means that nothing can be said: that the source can't be listed, or ctx ended.
// That a file can't be read is a finding.
func Verify(ctx context.Context, source Source, keys KeySource, o Options) (*Report, error) {
	o.Concurrency, o.MaxFindings = max(o.Concurrency, 1), cmp.Or(o.MaxFindings, 10_000)
	o.maxLog = cmp.Or(o.maxLog, maxLog)
	v := &verifier{
		Options: o, source: source, keys: &keyring{from: keys, spans: map[string]*keySpan{}},
		slots: make(chan struct{}, o.Concurrency), astray: map[string][]astray{},
	}
	lanes, err := v.lanes(ctx)
	if err != nil {
		return nil, err
	}
	regions := make([]*Region, len(lanes))
	chains := make([][]*link, len(lanes))
	errs := make([]error, len(lanes))
	each(lanesAtOnce, len(lanes), func(i int) { regions[i], chains[i], errs[i] = v.lane(ctx, lanes[i]) })
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	v.findOwners(ctx, slices.Concat(chains...))
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return v.report(regions), nil
}

// report puts the Regions together. Those of an account follow each other.
func (v *verifier) report(regions []*Region) *Report {
	r := &Report{
		Version: ReportVersion, Source: v.source.Bucket(), Start: v.Start, End: v.End, Verdict: Valid,
		Encryption: v.encryption(regions), Accounts: []Account{}, Regions: []Region{},
	}
	for _, region := range regions {
		if region == nil {
			continue
		}
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
	if r.Digests.Valid == 0 && r.Verdict == Valid {
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

// lanes lists what there are digests or log files of.
func (v *verifier) lanes(ctx context.Context) ([]lane, error) {
	base := "AWSLogs/"
	if v.Prefix != "" {
		base = strings.TrimSuffix(v.Prefix, "/") + "/" + base
	}
	names, err := v.source.Dirs(ctx, base)
	if err != nil {
		return nil, err
	}
	var lanes []lane
	add := func(l lane) error {
		seen := map[string]bool{}
		for _, folder := range []string{"CloudTrail-Digest/", "CloudTrail/"} {
			regions, err := v.source.Dirs(ctx, l.base+l.account+"/"+folder)
			if err != nil {
				return err
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
		return nil
	}
	for _, name := range names {
		switch {
		case accountName.MatchString(name):
			err = add(lane{base: base, account: name})
		case organizationName.MatchString(name):
			var accounts []string
			if accounts, err = v.source.Dirs(ctx, base+name+"/"); err != nil {
				return nil, err
			}
			for _, account := range accounts {
				if !accountName.MatchString(account) {
					continue
				}
				if err = add(lane{base: base + name + "/", organization: name, account: account}); err != nil {
					return nil, err
				}
			}
		}
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(lanes, func(a, b lane) int {
		return cmp.Or(cmp.Compare(a.organization, b.organization), cmp.Compare(a.account, b.account), cmp.Compare(a.region, b.region))
	})
	return lanes, nil
}

// lane verifies the digests of an account in a Region, then the log files, from the newest to the oldest. It also returns the
// digests that can be trusted.
func (v *verifier) lane(ctx context.Context, ln lane) (*Region, []*link, error) {
	r := &Region{
		Organization: ln.organization, Account: ln.account, Region: ln.region, Trails: []Trail{}, Findings: []Finding{}, Hours: []Hours{},
		Encryption: []Sealing{}, worst: Valid,
	}
	chains, backfills, err := v.chains(ctx, ln, r)
	if err != nil {
		return nil, nil, err
	}
	var all []*link // to take names of log files from
	var regular [][]*link
	for _, name := range slices.SortedFunc(maps.Keys(chains), compareNames) {
		chain := chains[name]
		regular = append(regular, chain)
		all = append(all, chain...)
		if found := v.judge(ctx, ln, chain); v.selected(name) {
			v.tell(r, ln, chain, append(found, v.ends(ln, chain)...))
			v.markEnds(r, chain)
			r.Trails = append(r.Trails, trailOf(name, chain))
		}
	}
	for _, l := range backfills {
		v.judgeOne(ctx, ln, l, nil, false)
		if v.selected(l.name) {
			v.tell(r, ln, []*link{l}, nil)
		}
		all = append(all, l)
	}
	if len(r.Trails) == 0 {
		some, err := v.anyLogs(ctx, ln)
		if err != nil || !some && len(r.Findings) == 0 {
			return nil, nil, err
		}
		v.find(r, Finding{Verdict: Unknown, Kind: NoDigests, Detail: "there are log files, and no digests of them" + ofTrail(v.Trail)})
		v.markAll(r)
		return r, nil, nil
	}
	slices.SortStableFunc(all, func(a, b *link) int { return b.name.stamp.Compare(a.name.stamp) })
	trusted := slices.DeleteFunc(slices.Clone(all), func(l *link) bool { return !l.trusted })
	if err := v.files(ctx, ln, r, trusted, regular); err != nil {
		return nil, nil, err
	}
	v.tellSeals(r)
	v.tellHours(r)
	return r, trusted, nil
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
	for _, prefix := range v.prefixes(ln.digests(), 2*hour+slack) {
		if err := v.source.List(ctx, prefix, list); err != nil {
			return nil, nil, err
		}
	}
	each(v.Concurrency, len(links), func(i int) { v.readLink(ctx, links[i]) })
	if err := ctx.Err(); err != nil {
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
	return chains, backfills, nil
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
		if !v.asked(l) {
			continue
		}
		seals = append(seals, sealed{l.name.stamp, l.meta.Seal})
		if l.fault == nil {
			r.Digests.add(Valid)
			r.markDigest(l, Valid)
			if v.Files {
				v.find(r, Finding{Verdict: Valid, Kind: DigestFile, Key: l.key})
			}
			continue
		}
		r.Digests.add(l.fault.verdict())
		r.markDigest(l, l.fault.verdict())
		v.find(r, Finding{Verdict: l.fault.verdict(), Kind: l.fault.kind, Key: l.key, Detail: l.fault.detail})
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
		found = append(found, during(Unknown, NotCovered, *v.Start, oldest.start(), "the digests begin later"))
	}
	if v.End != nil && newest.end().Add(hour+slack).Before(*v.End) {
		found = append(found, during(Unknown, NotCovered, newest.end(), *v.End, "the digests end earlier"))
	}
	return found
}

func trailOf(n digestName, chain []*link) Trail {
	t := Trail{Name: n.trail, Home: n.home}
	for _, l := range chain {
		if !l.trusted {
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
