package engine_test

import (
	"os"
	"strings"
	"testing"

	"trailproof/collectors"
	"trailproof/finding"
	"trailproof/internal/awsfake"
)

// TestRegionsThatWereNotSeen: in an account where all is well, a Region that nobody saw makes the coverage of all Regions
// unknown, and nothing fails by it. EX-06; Prowler #868, Steampipe #744, #907 (Regions left out on purpose), #934 (Regions
// closed by a policy of the organization).
func TestRegionsThatWereNotSeen(t *testing.T) {
	e := loadAll(t)
	for name, c := range map[string]struct {
		refuse  string
		regions []string
		want    []string // words of the reasons
	}{
		"a Region that was left out": {
			"",
			[]string{"eu-west-1", "us-east-1", "us-east-2"},
			[]string{"cloudtrail.listed was not collected in eu-south-1", "enabled Regions were not looked at: eu-south-1"},
		},
		"no trails in a Region": {
			"cloudtrail:DescribeTrails eu-south-1", nil,
			[]string{"cloudtrail:DescribeTrails was denied in eu-south-1", "enabled Regions were not looked at: eu-south-1"},
		},
		"no status in a Region": {
			"cloudtrail:GetTrailStatus eu-south-1", nil,
			[]string{"cloudtrail:GetTrailStatus was denied in eu-south-1", "no trail is logging in eu-south-1"},
		},
		"no list of Regions": {"account:ListRegions", nil, []string{"account:ListRegions was denied"}},
		"no list of Regions, all named": {
			"account:ListRegions",
			[]string{"eu-south-1", "eu-west-1", "us-east-1", "us-east-2"},
			[]string{"account:ListRegions was denied"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := awsfake.Load(os.DirFS("../testdata/accounts/clean"), ".")
			if err != nil {
				t.Fatal(err)
			}
			a.Refuse = map[string]string{c.refuse: "AccessDenied"}
			s, err := collectors.Run(t.Context(), collectors.Config{
				Clients: a.Clients(), DefaultRegion: a.DefaultRegion(), Now: a.Now, Unpaced: true, Regions: c.regions,
			})
			if err != nil {
				t.Fatal(err)
			}
			findings, err := e.Judge(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			judged := 0
			for _, f := range findings {
				if f.Outcome == finding.Fail {
					t.Errorf("%s fails for %s: %s", f.Rule, f.Resource, f.Message)
				}
				if f.Rule != "cloudtrail.every_region" {
					continue
				}
				judged++
				why := strings.Join(f.Why, "\n")
				if f.Outcome != finding.Unknown {
					t.Errorf("%s", f.Outcome)
				}
				for _, words := range c.want {
					if !strings.Contains(why, words) {
						t.Errorf("%q is not in\n%s", words, why)
					}
				}
			}
			if judged != 1 {
				t.Errorf("cloudtrail.every_region judged %d times", judged)
			}
		})
	}
}
