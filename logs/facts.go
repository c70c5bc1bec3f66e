package logs

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"trailproof/snapshot"
)

// Feed says how the log files of trails are verified for a snapshot.
type Feed struct {
	Start, End  time.Time
	Concurrency int
}

// most is how much of a kind a snapshot keeps.
const most = 100

// Verify verifies what a trail delivered. regions are those in which it logs. unknown are the things that could not be verified,
// for which the caller answers with gaps where a field of the facts is unseen.
func (f Feed) Verify(
	ctx context.Context, trail snapshot.Trail, regions []string, source Source, keys KeySource,
) (facts snapshot.LogFiles, unknown []string, err error) {
	o := Options{Trail: trail.Name, Start: &f.Start, End: &f.End, Concurrency: f.Concurrency, Known: knownOf(trail, regions)}
	if trail.S3KeyPrefix != nil {
		o.Prefix = *trail.S3KeyPrefix
	}
	key, seen := trail.Key.Get()
	switch {
	case trail.KMSKeyID == nil:
		o.KMSKeys = []string{}
	case seen:
		o.KMSKeys = []string{key}
	case strings.Contains(*trail.KMSKeyID, ":key/"):
		o.KMSKeys = []string{*trail.KMSKeyID}
	}
	r, err := Verify(ctx, source, keys, o)
	if err != nil {
		return facts, nil, err
	}
	facts, unknown = r.facts()
	return facts, unknown, nil
}

// knownOf is what the snapshot says of the trail.
func knownOf(t snapshot.Trail, regions []string) Known {
	k := Known{Account: t.Owner, Regions: regions, Began: map[string]time.Time{}, Delivered: map[string]time.Time{}}
	for region, s := range t.Status {
		if s.StartLoggingTime != nil {
			k.Began[region] = *s.StartLoggingTime
		}
		if s.LatestDigestDeliveryTime != nil {
			k.Delivered[region] = *s.LatestDigestDeliveryTime
		}
	}
	return k
}

// facts are the report as a snapshot has it, and what is unknown, sorted. What is worse than unknown is decided, whatever else
// is unknown.
func (r *Report) facts() (f snapshot.LogFiles, unknown []string) {
	f = snapshot.LogFiles{From: *r.Start, To: *r.End, Regions: []snapshot.LogRegion{}}
	tampered, exposed := []snapshot.TamperedLog{}, []snapshot.ExposedLogs{}
	for _, region := range r.Regions {
		f.Regions = append(f.Regions, snapshot.LogRegion{
			Organization: orNull(region.Organization), Account: region.Account, Region: region.Region, Verdict: string(region.Verdict),
			Digests: region.Digests.total(), ValidDigests: region.Digests.Valid, Logs: region.Logs.total(), ValidLogs: region.Logs.Valid,
		})
		for _, g := range region.Findings {
			switch g.Verdict {
			case Tampered:
				tampered = append(tampered, snapshot.TamperedLog{
					Account: region.Account, Region: region.Region, Kind: string(g.Kind), Key: orNull(g.Key), From: g.From, To: g.To, Detail: g.Detail,
				})
			case Unknown:
				unknown = append(unknown, unknownText(region, g))
			case Valid, Noted, Exposed:
			}
		}
		for _, s := range region.Encryption {
			if s.Verdict == Exposed {
				exposed = append(exposed, snapshot.ExposedLogs{
					Account: region.Account, Region: region.Region, Method: s.Method, KMSKey: orNull(s.KMSKey), From: s.From, To: s.To, Files: s.Files,
				})
			}
		}
	}
	if len(unknown) == 0 && r.Verdict == Unknown {
		unknown = []string{"there are no digests, and no log files"}
	}
	slices.Sort(unknown)
	sealed := r.Encryption.Verdict == Valid || r.Logs.total() == 0
	if len(tampered) > 0 || len(unknown) == 0 {
		f.Tampered = snapshot.Seen(tampered[:min(len(tampered), most)])
	}
	if len(exposed) > 0 || len(unknown) == 0 && sealed {
		f.Exposed = snapshot.Seen(exposed[:min(len(exposed), most)])
	}
	return f, slices.Compact(unknown)
}

func unknownText(r Region, f Finding) string {
	where := r.Account + " " + r.Region
	switch {
	case f.Key != "":
		return fmt.Sprintf("%s: %s %s: %s", where, f.Kind, f.Key, f.Detail)
	case f.From != nil:
		return fmt.Sprintf("%s: %s from %s to %s: %s", where, f.Kind, stampOf(*f.From), stampOf(*f.To), f.Detail)
	}
	return fmt.Sprintf("%s: %s: %s", where, f.Kind, f.Detail)
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
