//go:build e2e

package e2e

import (
	"maps"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"trailproof/finding"
	"trailproof/internal/awsfake"
)

// TestRegionsFromFixture has a trail in each of two enabled Regions, one in a Region that is disabled, and one for all
// Regions. account:ListRegions and the times of deliveries are answered by the proxy.
func TestRegionsFromFixture(t *testing.T) {
	reset(t)
	arn := func(region, name string) string {
		return "arn:aws:cloudtrail:" + region + ":" + reference + ":trail/" + name
	}
	everywhere := arn("us-east-2", "s3-activity-trail")
	a := build(t, "reference", func(s *awsfake.State) {
		twoRegions(s)
		for _, region := range []string{"us-east-1", "us-east-2", "af-south-1"} {
			single := *s.Trails[0]
			single.Name, single.HomeRegion = aws.String("trail-of-"+region), aws.String(region)
			single.TrailARN = aws.String(arn(region, *single.Name))
			single.IsMultiRegionTrail, single.KmsKeyId = aws.Bool(false), nil
			single.LogFileValidationEnabled = aws.Bool(region == "us-east-1")
			s.Trails = append(s.Trails, &single)
		}
	})
	want := map[string][]string{
		everywhere:                             {"us-east-1", "us-east-2"},
		arn("us-east-1", "trail-of-us-east-1"): {"us-east-1"},
		arn("us-east-2", "trail-of-us-east-2"): {"us-east-2"},
	}

	t.Run("collect", func(t *testing.T) {
		p := a.lookAt(t)
		r := trailproof(t, p, a.credential, "collect")
		s := snapshotOf(t, r)
		if got := slices.Sorted(maps.Keys(s.CloudTrail.Trails)); !slices.Equal(got, slices.Sorted(maps.Keys(want))) {
			t.Errorf("trails %q", got)
		}
		for id, regions := range want {
			if got := slices.Sorted(maps.Keys(s.CloudTrail.Trails[id].Status)); !slices.Equal(got, regions) {
				t.Errorf("%s has a status in %q, want %q", id, got, regions)
			}
			for _, region := range []string{"us-east-1", "us-east-2"} {
				if slices.Contains(s.CloudTrail.Listed[region], id) != slices.Contains(regions, region) {
					t.Errorf("%s lists %q", region, s.CloudTrail.Listed[region])
				}
			}
		}
		if s.Regions["af-south-1"].Enabled || !s.Regions["us-east-1"].Enabled {
			t.Errorf("%+v", s.Regions)
		}
		askedOnlyIn(t, p, "us-east-1", "us-east-2")
	})

	t.Run("scan", func(t *testing.T) {
		p := a.lookAt(t)
		report := trailproof(t, p, a.credential, "scan", "-f", "json", "--rule", "cloudtrail.log_file_validation").report(t)
		got := map[string]finding.Outcome{}
		for _, f := range report.Findings {
			got[f.Resource] = f.Outcome
		}
		if !maps.Equal(got, map[string]finding.Outcome{
			everywhere:                             finding.Pass,
			arn("us-east-1", "trail-of-us-east-1"): finding.Pass,
			arn("us-east-2", "trail-of-us-east-2"): finding.Fail,
		}) {
			t.Errorf("%v", got)
		}
		if regions := report.Scopes[0].Regions; !slices.Equal(regions, []string{"us-east-1", "us-east-2"}) {
			t.Errorf("the report says that %q were looked at", regions)
		}
		askedOnlyIn(t, p, "us-east-1", "us-east-2")
	})

	// A person may name Regions, a disabled one as well; then nothing else is looked at.
	t.Run("scan --region", func(t *testing.T) {
		p := a.lookAt(t)
		report := trailproof(t, p, a.credential, "scan", "-f", "json", "--region", "af-south-1").report(t)
		if _, ok := outcomes(report)[[2]string{"cloudtrail.log_file_validation", arn("af-south-1", "trail-of-af-south-1")}]; !ok {
			t.Errorf("%v", report.Findings)
		}
		for _, c := range p.Calls() {
			if c.Service == "cloudtrail" && c.Operation == "DescribeTrails" && c.Region != "af-south-1" {
				t.Errorf("%s", c)
			}
		}
	})
}

func askedOnlyIn(t *testing.T, p proxy, regions ...string) {
	t.Helper()
	asked := map[string]bool{}
	for _, c := range p.Calls() {
		asked[c.Region] = true
	}
	if got := slices.Sorted(maps.Keys(asked)); !slices.Equal(got, regions) {
		t.Errorf("asked in %q, want %q", got, regions)
	}
}
