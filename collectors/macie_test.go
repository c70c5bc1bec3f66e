package collectors_test

import (
	"slices"
	"testing"

	"trailproof/internal/awsfake"
	"trailproof/snapshot"
)

// TestMacie tells where Macie is off from where it refuses.
func TestMacie(t *testing.T) {
	for name, c := range map[string]struct {
		change           func(*awsfake.Account)
		status, coverage string
		gaps             []string
	}{
		"on":                  {nil, "ENABLED", "seen", nil},
		"off":                 {func(a *awsfake.Account) { a.Macie = nil }, "absent", "absent", nil},
		"on in another place": {func(a *awsfake.Account) { a.Macie = map[string]*awsfake.Macie{"eu-west-1": a.Macie["us-east-1"]} }, "absent", "absent", nil},
		"knows other buckets": {func(a *awsfake.Account) { a.Macie["us-east-1"].Buckets = nil }, "ENABLED", "absent", nil},
		"refused": {
			func(a *awsfake.Account) {
				a.Refuse = map[string]string{"macie2:GetMacieSession": "AccessDeniedException", "macie2:DescribeBuckets": "AccessDeniedException"}
			}, "unseen", "unseen", []string{"macie2:DescribeBuckets", "macie2:GetMacieSession"},
		},
		"the bucket is another account's": {
			func(a *awsfake.Account) {
				a.Opened, a.Buckets["audit-logs-111122223333"].Owner = true, "444455556666"
			},
			"unseen", "unseen",
			[]string{"macie2:DescribeBuckets", "macie2:GetMacieSession"},
		},
		"the bucket's Region was not seen": {
			func(a *awsfake.Account) {
				a.Refuse = map[string]string{"s3:ListBuckets": "AccessDenied", "s3:HeadBucket": "AccessDenied"}
			}, "unseen", "unseen", []string{"macie2:DescribeBuckets", "macie2:GetMacieSession"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := story(t, "clean")
			if c.change != nil {
				c.change(a)
			}
			s := look(t, config(a))
			m := s.Macie.Buckets[doorBucket]
			coverage := show(m.Coverage)
			if _, ok := m.Coverage.Get(); ok {
				coverage = "seen"
			}
			if show(m.Status) != c.status || coverage != c.coverage {
				t.Errorf("got %s, %s", show(m.Status), coverage)
			}
			var gaps []string
			for _, g := range s.Gaps {
				if snapshot.OptIn(g.Path) == "macie" {
					gaps = append(gaps, g.Action)
				}
			}
			if !slices.Equal(gaps, c.gaps) {
				t.Errorf("got the gaps %v", gaps)
			}
		})
	}
	coverage, _ := look(t, config(story(t, "clean"))).Macie.Buckets[doorBucket].Coverage.Get()
	if *coverage.AutomatedDiscovery != "MONITORED" || *coverage.DefinedInJob != "FALSE" || *coverage.MonitoredByJob != "FALSE" ||
		coverage.Error != nil {
		t.Errorf("got %+v", coverage)
	}
}
