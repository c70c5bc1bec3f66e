package collectors_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	s3controltypes "github.com/aws/aws-sdk-go-v2/service/s3control/types"

	"trailproof/internal/awsfake"
	"trailproof/snapshot"
)

const (
	doorBucket  = "arn:aws:s3:::audit-logs-111122223333"
	partnersARN = "arn:aws:s3:us-east-1:111122223333:accesspoint/partners"
	mrapARN     = "arn:aws:s3::111122223333:accesspoint/mfzwi23gnjvgw.mrap"
	lambdaARN   = "arn:aws:s3-object-lambda:us-east-1:111122223333:accesspoint/filtered"
	locationARN = "arn:aws:s3:us-east-1:111122223333:access-grants/default/location/default"
)

// TestAccessPoints looks for the ways to the log buckets: which are found, and what becomes of those that can't be told.
func TestAccessPoints(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*awsfake.Account)
		want   []string // last parts of the ARNs
		gaps   []string // of the list
	}{
		"all kinds": {nil, []string{"filtered", "mfzwi23gnjvgw.mrap", "partners", "stale"}, nil},
		"more than a page": {func(a *awsfake.Account) {
			for i := range 5 {
				p := *a.AccessPoints[0]
				p.Name = aws.String(fmt.Sprint("more-", i))
				p.AccessPointArn = aws.String("arn:aws:s3:us-east-1:111122223333:accesspoint/" + *p.Name)
				a.AccessPoints = append(a.AccessPoints, &p)
			}
		}, []string{"filtered", "mfzwi23gnjvgw.mrap", "more-0", "more-1", "more-2", "more-3", "more-4", "partners", "stale"}, nil},
		"to buckets that are no log buckets": {func(a *awsfake.Account) {
			*a.AccessPoints[0].Bucket, a.MultiRegionAccessPoints[0].Regions[0].Bucket = "other", aws.String("other")
		}, []string{"stale"}, nil},
		"a Region that was not seen": {
			func(a *awsfake.Account) {
				a.Refuse = map[string]string{"s3:ListBuckets": "AccessDenied", "s3:HeadBucket": "AccessDenied"}
			},
			[]string{"mfzwi23gnjvgw.mrap"},
			[]string{
				"failed s3:ListAccessPoints the Region of bucket audit-logs-111122223333 was not seen",
				"failed s3:ListAccessPoints the Region of bucket central-logs-444455556666 was not seen",
			},
		},
		"an Object Lambda Access Point that stands on nobody knows what": {
			func(a *awsfake.Account) {
				a.Refuse = map[string]string{"s3control:GetAccessPointConfigurationForObjectLambda": "AccessDenied"}
			},
			[]string{"mfzwi23gnjvgw.mrap", "partners", "stale"},
			[]string{"denied s3:GetAccessPointConfigurationForObjectLambda AccessDenied: User: " +
				"arn:aws:sts::111122223333:assumed-role/Auditor/trailproof is not authorized to perform: " +
				"s3control:GetAccessPointConfigurationForObjectLambda"},
		},
		"no bucket": {func(a *awsfake.Account) { a.Buckets = nil }, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			a := story(t, "side_doors")
			if c.change != nil {
				c.change(a)
			}
			s := look(t, config(a))
			var got []string
			for arn := range s.S3.AccessPoints {
				got = append(got, arn[strings.LastIndexByte(arn, '/')+1:])
			}
			slices.Sort(got)
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
			if gaps := gapsAt(s, "s3.access_points"); !slices.Equal(gaps, c.gaps) {
				t.Errorf("got the gaps %q, want %q", gaps, c.gaps)
			}
		})
	}
}

// TestAccessPointSettings says that a missing answer is a gap, and a missing policy is none.
func TestAccessPointSettings(t *testing.T) {
	a := story(t, "side_doors")
	a.AccessPoints[0].PublicAccessBlock, a.MultiRegionAccessPoints[0].PublicAccessBlock = nil, nil
	a.AccessPoints[0].Policy, a.MultiRegionAccessPoints[0].Policy, a.ObjectLambdaAccessPoints[0].Policy = nil, nil, nil
	s := look(t, config(a))
	for _, arn := range []string{partnersARN, mrapARN, lambdaARN} {
		if p := s.S3.AccessPoints[arn]; !p.Policy.IsAbsent() || p.PublicAccessBlock.IsZero() != (arn != lambdaARN) {
			t.Errorf("%s: policy %s, block %s", arn, show(p.Policy), show(p.PublicAccessBlock))
		}
	}
	want := []string{
		"failed s3:ListMultiRegionAccessPoints the answer does not say what is blocked",
		"failed s3:GetAccessPoint the answer does not say what is blocked",
	}
	if gaps := gapsAt(s, "s3.access_points.*.public_access_block"); !slices.Equal(gaps, want) {
		t.Errorf("got %q", gaps)
	}
	a = story(t, "side_doors")
	a.AccessPoints[0].Policy, a.MultiRegionAccessPoints[0].Policy = []byte("{"), []byte(" ")
	s = look(t, config(a))
	if gaps := gapsAt(s, "s3.access_points.*.policy.document"); len(gaps) != 1 || !strings.Contains(gaps[0], "can't be read: byte ") {
		t.Errorf("got %q", gaps)
	}
	if p := s.S3.AccessPoints[mrapARN]; !p.Policy.IsAbsent() {
		t.Errorf("an empty policy: %s", show(p.Policy))
	}
	// Some endpoints answer an error where there is no policy, and others an empty document.
	a = story(t, "side_doors")
	a.Refuse = map[string]string{"s3control:GetMultiRegionAccessPointPolicy": "NoSuchMultiRegionAccessPointPolicy"}
	if p := look(t, config(a)).S3.AccessPoints[mrapARN]; !p.Policy.IsAbsent() {
		t.Errorf("no policy: %s", show(p.Policy))
	}
}

// TestAccessPointPartitions says that nobody asks a partition for what it does not have.
func TestAccessPointPartitions(t *testing.T) {
	for partition, without := range map[string][]string{
		"aws": nil, "aws-us-gov": {"MultiRegion"}, "aws-cn": {"MultiRegion", "ObjectLambda"},
	} {
		a := story(t, "side_doors")
		a.Partition, a.Caller = partition, strings.Replace(a.Caller, "arn:aws:", "arn:"+partition+":", 1)
		s := look(t, config(a))
		calls := strings.Join(a.CallCounts(), "\n")
		for _, kind := range []string{"MultiRegion", "ObjectLambda"} {
			if asked := strings.Contains(calls, kind); asked == slices.Contains(without, kind) {
				t.Errorf("%s: asked for %s: %v", partition, kind, asked)
			}
		}
		if gaps := gapsAt(s, "s3.access_points"); gaps != nil {
			t.Errorf("%s: %q", partition, gaps)
		}
	}
}

// TestAccessGrants tells the scopes that hold something of a log bucket from others.
func TestAccessGrants(t *testing.T) {
	for scope, want := range map[string]bool{
		"s3://":                            true,
		"s3://*":                           true,
		"s3://audit-logs-*":                true,
		"s3://audit-logs-111122223333":     true,
		"s3://audit-logs-111122223333/x/*": true,
		"s3://audit-logs-111122223333*":    true,
		"s3://audit-log":                   false,
		"s3://audit-log/*":                 false,
		"s3://reports*":                    false,
		"s3://reports/audit-logs-*":        false,
	} {
		a := story(t, "side_doors")
		a.AccessGrantsLocations[0].LocationScope = &scope
		l, found := look(t, config(a)).S3.AccessGrantsLocations[locationARN]
		if held := found && slices.Contains(l.Buckets, doorBucket); held != want {
			t.Errorf("%s holds something of the bucket: %v", scope, held)
		}
	}
	// The grants are those of the location, as far as they reach a log bucket, and every page of them.
	a := story(t, "side_doors")
	grant := a.AccessGrantsLocations[0].Grants[0]
	for i, scope := range []string{"s3://reports/*", "s3://audit-logs-111122223333/a*", "s3://reports*", "s3://audit-logs-111122223333/b*"} {
		grant.AccessGrantId, grant.GrantScope = aws.String(fmt.Sprint(i)), &scope
		a.AccessGrantsLocations[0].Grants = append(a.AccessGrantsLocations[0].Grants, grant)
	}
	a.AccessGrantsLocations[1].Grants = []s3controltypes.ListAccessGrantEntry{grant}
	s := look(t, config(a))
	grants, _ := s.S3.AccessGrantsLocations[locationARN].Grants.Get()
	var ids []string
	for _, g := range grants {
		ids = append(ids, g.ID)
	}
	if !slices.Equal(ids, []string{"1", "3", "5f0c9a52-6f0b-4f0e-9c3c-6a1de1f0a111"}) {
		t.Errorf("got the grants %v", ids)
	}
	// Where there is no instance of Access Grants there are no locations, and that is no gap.
	a.AccessGrantsLocations = nil
	s = look(t, config(a))
	if s.S3.AccessGrantsLocations == nil || len(s.S3.AccessGrantsLocations) > 0 || gapsAt(s, "s3.access_grants_locations") != nil {
		t.Errorf("got %v, %v", s.S3.AccessGrantsLocations, s.Gaps)
	}
	var unseen snapshot.Field[[]snapshot.AccessGrant]
	a = story(t, "side_doors")
	a.Refuse = map[string]string{"s3control:ListAccessGrants": "AccessDenied"}
	if l := look(t, config(a)).S3.AccessGrantsLocations[locationARN]; show(l.Grants) != show(unseen) {
		t.Errorf("refused, and yet %s", show(l.Grants))
	}
}
