package logs

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"
)

// Merge puts the reports of all shards together: what comes out is what one run would have reported, as long as no Region has more
// findings than a report holds. A shard that is missing, there twice, or of another verification is an error.
func Merge(shards []*Report) (*Report, error) {
	if len(shards) == 0 {
		return nil, errors.New("there are no reports")
	}
	first := shards[0]
	seen := map[int]bool{}
	for i, r := range shards {
		if r.Shard == nil {
			return nil, fmt.Errorf("report %d is not one of a shard", i+1)
		}
		if what := foreign(first, r); what != "" {
			return nil, fmt.Errorf("shard %d of %d is of another verification than shard %d of %d: another %s",
				r.Shard.Index, r.Shard.Count, first.Shard.Index, first.Shard.Count, what)
		}
		if r.Shard.Index < 1 || r.Shard.Index > r.Shard.Count {
			return nil, fmt.Errorf("there is no shard %d of %d", r.Shard.Index, r.Shard.Count)
		}
		if seen[r.Shard.Index] {
			return nil, fmt.Errorf("shard %d of %d is there twice", r.Shard.Index, r.Shard.Count)
		}
		seen[r.Shard.Index] = true
	}
	for i := 1; i <= first.Shard.Count; i++ {
		if !seen[i] {
			return nil, fmt.Errorf("shard %d of %d is missing", i, first.Shard.Count)
		}
	}
	ordered := slices.Clone(shards)
	slices.SortFunc(ordered, func(a, b *Report) int { return a.Shard.Index - b.Shard.Index })
	v := &verifier{Options: Options{
		Start: first.Start, End: first.End, KMSKeys: first.Encryption.KMSKeys, Files: true, MaxFindings: maxFindings,
	}, used: map[string]PublicKey{}}
	var parts []*Region
	for _, r := range ordered {
		for i := range r.Regions {
			parts = append(parts, &r.Regions[i])
		}
		for _, k := range r.PublicKeys {
			v.used[k.Region+" "+k.Fingerprint] = k
		}
	}
	whole := *first
	whole.Shard = nil
	return v.sum(&whole, v.joined(parts)), nil
}

// DecodeReport reads the JSON of a report.
func DecodeReport(text []byte) (*Report, error) {
	r := &Report{}
	if err := strictDecode(text, r); err != nil {
		return nil, err
	}
	if r.Version != ReportVersion {
		return nil, fmt.Errorf("version: this program reads reports of log files of version %d, not %d", ReportVersion, r.Version)
	}
	return r, nil
}

// foreign names what two reports do not have in common that shards of one verification have.
func foreign(a, b *Report) string {
	for _, c := range []struct {
		what string
		same bool
	}{
		{"version of the report", a.Version == b.Version},
		{"bucket or copy", a.Source == b.Source},
		{"prefix", a.Prefix == b.Prefix},
		{"trail", a.Trail == b.Trail},
		{"choice of Regions", slices.Equal(a.Only, b.Only)},
		{"period", sameTime(a.Start, b.Start) && sameTime(a.End, b.End)},
		{"set of keys of KMS", reflect.DeepEqual(a.Encryption.KMSKeys, b.Encryption.KMSKeys)},
		{"number of shards", a.Shard.Count == b.Shard.Count},
	} {
		if !c.same {
			return c.what
		}
	}
	return ""
}

func sameTime(a, b *time.Time) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}

// joined puts the windows of each lane together, in any order, and leaves them as they are.
func (v *verifier) joined(parts []*Region) []*Region {
	of := map[Where][]*Region{}
	var order []Where
	for _, p := range parts {
		at := p.Where()
		if of[at] == nil {
			order = append(order, at)
		}
		of[at] = append(of[at], p)
	}
	var all []*Region
	for _, at := range order {
		all = append(all, v.join(of[at]))
	}
	return all
}

func (v *verifier) join(parts []*Region) *Region {
	if len(parts) == 1 {
		one := *parts[0]
		one.worst = cmp.Or(one.worst, one.Verdict) // as it was read from JSON
		return &one
	}
	first := parts[0]
	r := newRegion(lane{organization: first.Organization, account: first.Account, region: first.Region})
	said := map[Finding]bool{}
	for _, p := range parts {
		r.Digests.join(p.Digests)
		r.Logs.join(p.Logs)
		r.Unsealed += p.Unsealed
		r.Omitted += p.Omitted
		r.worst = worst(r.worst, cmp.Or(p.worst, p.Verdict))
		r.Trails = append(r.Trails, p.Trails...)
		r.Encryption = append(r.Encryption, p.Encryption...)
		for _, h := range p.Hours {
			r.marks = append(r.marks, mark{h.From.UTC(), h.To.UTC(), h.Verdict})
		}
		for _, f := range p.Findings {
			switch {
			case f.Kind == OtherKMSKey || f.Kind == NoKMS: // of ranges that are put together below
			case f.Key == "" && f.From == nil && said[f]: // of the whole Region, and said by each of its windows
			default:
				said[f] = true
				r.Findings = append(r.Findings, f)
			}
		}
	}
	r.joinTrails()
	sortFindings(r.Findings)
	r.cut(v.MaxFindings)
	v.tellSeals(r)
	v.tellHours(r)
	return r
}

// cut leaves out the findings beyond so many, those of valid files not counted. They are sorted by verdict.
func (r *Region) cut(most int) {
	r.listed = 0
	r.Findings = slices.DeleteFunc(r.Findings, func(f Finding) bool {
		if f.Verdict == Valid {
			return false
		}
		if r.listed == most {
			r.Omitted++
			return true
		}
		r.listed++
		return false
	})
}

func (r *Region) joinTrails() {
	slices.SortStableFunc(r.Trails, func(a, b Trail) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Home, b.Home)) })
	all := []Trail{}
	for _, t := range r.Trails {
		n := len(all)
		if n == 0 || all[n-1].Name != t.Name || all[n-1].Home != t.Home {
			all = append(all, t)
			continue
		}
		last := &all[n-1]
		if t.From != nil && (last.From == nil || t.From.Before(*last.From)) {
			last.From = t.From
		}
		if t.To != nil && (last.To == nil || t.To.After(*last.To)) {
			last.To = t.To
		}
	}
	r.Trails = all
}
