package collectors_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cloudtrailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	cloudwatchtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"trailproof/collectors"
	"trailproof/internal/awsfake"
	"trailproof/snapshot"
)

const (
	trailARN  = "arn:aws:cloudtrail:us-east-2:124355676326:trail/s3-activity-trail"
	bucketARN = "arn:aws:s3:::elly-secure-bucket"
)

// gapsAt returns "kind action detail" for the gaps of a path.
func gapsAt(s *snapshot.Snapshot, path string) []string {
	var found []string
	for _, g := range s.Gaps {
		if g.Path == path {
			found = append(found, strings.TrimSpace(fmt.Sprint(g.Kind, " ", g.Action, " ", g.Detail)))
		}
	}
	return found
}

func show[T any](f snapshot.Field[T]) string {
	v, ok := f.Get()
	switch {
	case ok:
		return fmt.Sprint(v)
	case f.IsAbsent():
		return "absent"
	}
	return "unseen"
}

// TestOwnership tells our own bucket, somebody else's and nobody's apart, with and without the list of buckets.
func TestOwnership(t *testing.T) {
	const stranger, friend = "999900001111", "888899990000"
	for name, c := range map[string]struct {
		change func(*awsfake.Account)
		known  []string
		want   string // exists, owner, Region, policy
	}{
		"ours": {func(*awsfake.Account) {}, nil, "true 124355676326 us-east-2 seen"},
		"ours, list refused": {
			func(a *awsfake.Account) { a.Refuse = map[string]string{"s3:ListBuckets": "AccessDenied"} }, nil,
			"true 124355676326 us-east-2 seen",
		},
		"ours, in another Region, list refused": {func(a *awsfake.Account) {
			a.Refuse = map[string]string{"s3:ListBuckets": "AccessDenied"}
			a.Buckets["elly-secure-bucket"].Region = "eu-west-1"
		}, nil, "true 124355676326 eu-west-1 seen"},
		"ours, everything refused": {func(a *awsfake.Account) {
			a.Refuse = map[string]string{"s3:ListBuckets": "AccessDenied", "s3:HeadBucket": "AccessDenied"}
		}, nil, "true unseen unseen seen"},
		"somebody's": {
			func(a *awsfake.Account) { a.Buckets["elly-secure-bucket"].Owner = stranger }, nil, "true absent us-east-2 unseen",
		},
		"somebody's, list refused: it may be ours": {func(a *awsfake.Account) {
			a.Buckets["elly-secure-bucket"].Owner = stranger
			a.Refuse = map[string]string{"s3:ListBuckets": "AccessDenied"}
		}, nil, "true unseen us-east-2 unseen"},
		"a friend's": {func(a *awsfake.Account) {
			a.Buckets["elly-secure-bucket"].Owner, a.Opened = friend, true
		}, []string{friend}, "true " + friend + " us-east-2 seen"},
		"a friend's who lets us not look": {
			func(a *awsfake.Account) { a.Buckets["elly-secure-bucket"].Owner = friend },
			[]string{friend},
			"true unseen us-east-2 unseen",
		},
		"open to all, owner unknown": {func(a *awsfake.Account) {
			a.Buckets["elly-secure-bucket"].Owner, a.Opened = stranger, true
		}, []string{friend}, "true absent us-east-2 unseen"},
		"vanished": {func(a *awsfake.Account) { delete(a.Buckets, "elly-secure-bucket") }, nil, "false absent absent absent"},
		"vanished, list refused": {func(a *awsfake.Account) {
			delete(a.Buckets, "elly-secure-bucket")
			a.Refuse = map[string]string{"s3:ListBuckets": "AccessDenied"}
		}, nil, "false absent absent absent"},
	} {
		t.Run(name, func(t *testing.T) {
			a := story(t, "reference")
			c.change(a)
			cfg := config(a)
			cfg.Accounts = c.known
			s := look(t, cfg)
			b := s.S3.Buckets[bucketARN]
			policy := show(b.Policy)
			if _, ok := b.Policy.Get(); ok {
				policy = "seen"
			}
			if got := strings.Join([]string{show(b.Exists), show(b.Owner), show(b.Region), policy}, " "); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if b.Owner.IsZero() != (len(gapsAt(s, "s3.buckets.*.owner")) == 1) {
				t.Errorf("owner %s, gaps %v", show(b.Owner), gapsAt(s, "s3.buckets.*.owner"))
			}
		})
	}
}

// TestOwnerWhoIsSilent demands that the account is named that has a bucket, as far as anybody can tell, and that nobody asks
// for settings of which nobody can say whose they are.
func TestOwnerWhoIsSilent(t *testing.T) {
	a := story(t, "reference")
	a.Buckets["elly-secure-bucket"].Owner = "888899990000"
	cfg := config(a)
	cfg.Accounts = []string{"999900001111", "888899990000"}
	s := look(t, cfg)
	const whose = "account 124355676326 has no such bucket, and account 888899990000 or 999900001111 does not say whether it is theirs"
	for path, want := range map[string]string{
		"s3.buckets.*.owner":  "denied s3:ListBucket " + whose + " (Forbidden: Forbidden)",
		"s3.buckets.*.policy": "denied s3:GetBucketPolicy " + whose + ", so nobody asked",
	} {
		if got := gapsAt(s, path); !slices.Equal(got, []string{want}) {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
	if calls := a.Calls(); slices.ContainsFunc(calls, func(c string) bool { return strings.HasPrefix(c, "s3:GetBucketPolicy ") }) {
		t.Errorf("%q", calls)
	}
	a.Refuse = map[string]string{"s3:HeadBucket": "Throttling"}
	if got := gapsAt(look(t, cfg), "s3.buckets.*.owner"); len(got) != 1 || !strings.HasPrefix(got[0], "throttled s3:ListBucket ") ||
		strings.Contains(got[0], whose) {
		t.Errorf("throttled: %q", got)
	}
}

// headless is an S3 that breaks down when it is asked whether an account owns a bucket.
type headless struct{ collectors.S3API }

func (h headless) HeadBucket(ctx context.Context, in *s3.HeadBucketInput, o ...func(*s3.Options)) (*s3.HeadBucketOutput, error) {
	if in.ExpectedBucketOwner != nil {
		return nil, errors.New("connection reset by peer")
	}
	return h.S3API.HeadBucket(ctx, in, o...)
}

// TestOwnerUndecided demands that a question which failed rules no owner out, though the bucket itself answers.
func TestOwnerUndecided(t *testing.T) {
	a := story(t, "reference")
	a.Refuse = map[string]string{"s3:ListBuckets": "AccessDenied"}
	cfg := config(a)
	cfg.Clients.S3 = func(region string) collectors.S3API { return headless{a.Clients().S3(region)} }
	s := look(t, cfg)
	b := s.S3.Buckets[bucketARN]
	if got := show(b.Exists) + " " + show(b.Owner) + " " + show(b.Region); got != "true unseen us-east-2" {
		t.Errorf("got %s", got)
	}
	want := []string{"failed s3:ListBucket connection reset by peer"}
	if got := gapsAt(s, "s3.buckets.*.owner"); !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

// regionless is an S3 whose list names the bucket, but not its Region.
type regionless struct{ collectors.S3API }

func (regionless) ListBuckets(context.Context, *s3.ListBucketsInput, ...func(*s3.Options)) (*s3.ListBucketsOutput, error) {
	return &s3.ListBucketsOutput{Buckets: []s3types.Bucket{{Name: aws.String("elly-secure-bucket")}}}, nil
}

func TestListWithoutRegions(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*awsfake.Account)
		want   string
	}{
		"it answers":        {func(a *awsfake.Account) { a.Buckets["elly-secure-bucket"].Region = "eu-west-1" }, "true 124355676326 eu-west-1"},
		"it refuses":        {func(a *awsfake.Account) { a.Refuse = map[string]string{"s3:HeadBucket": "AccessDenied"} }, "true 124355676326 unseen"},
		"it vanished since": {func(a *awsfake.Account) { delete(a.Buckets, "elly-secure-bucket") }, "true 124355676326 unseen"},
	} {
		t.Run(name, func(t *testing.T) {
			a := story(t, "reference")
			c.change(a)
			cfg := config(a)
			cfg.Clients.S3 = func(region string) collectors.S3API { return regionless{a.Clients().S3(region)} }
			b := look(t, cfg).S3.Buckets[bucketARN]
			if got := show(b.Exists) + " " + show(b.Owner) + " " + show(b.Region); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// wandering is an S3 whose every Region sends the caller to another.
type wandering struct {
	collectors.S3API
	region string
}

func (w wandering) HeadBucket(ctx context.Context, in *s3.HeadBucketInput, o ...func(*s3.Options)) (*s3.HeadBucketOutput, error) {
	_, _ = w.S3API.HeadBucket(ctx, in, o...) // for the log
	header := http.Header{}
	header.Set("X-Amz-Bucket-Region", w.region+"-next")
	return nil, &smithyhttp.ResponseError{
		Response: &smithyhttp.Response{Response: &http.Response{StatusCode: http.StatusMovedPermanently, Header: header}},
		Err:      errors.New("moved"),
	}
}

func TestRedirectsEnd(t *testing.T) {
	a := story(t, "reference")
	a.Refuse = map[string]string{"s3:ListBuckets": "AccessDenied"}
	cfg := config(a)
	cfg.Clients.S3 = func(region string) collectors.S3API { return wandering{a.Clients().S3(region), region} }
	look(t, cfg)
	if !slices.Contains(a.CallCounts(), "s3:HeadBucket 4") { // twice for the account, twice for nobody
		t.Errorf("got %v", a.CallCounts())
	}
}

func TestRegions(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*awsfake.Account)
		regions []string
		want    string // Regions looked at; gaps of trails
	}{
		"those enabled": {func(a *awsfake.Account) {
			a.Regions = map[string]string{
				"us-east-2": "ENABLED_BY_DEFAULT", "af-south-1": "ENABLED", "eu-south-1": "ENABLING", "me-south-1": "DISABLED", "ap-east-1": "DISABLING",
			}
		}, nil, "[af-south-1 ap-east-1 us-east-2] []"},
		"those named":               {func(*awsfake.Account) {}, []string{"us-east-2", "eu-west-1", "us-east-2"}, "[eu-west-1 us-east-2] []"},
		"those named, list refused": {func(a *awsfake.Account) { a.Refuse = map[string]string{"account:ListRegions": "AccessDenied"} }, []string{"us-east-2"}, "[us-east-2] []"},
		"list refused": {
			func(a *awsfake.Account) { a.Refuse = map[string]string{"account:ListRegions": "AccessDenied"} }, nil,
			"[us-east-2] [failed account:ListRegions only us-east-2 was looked at, since the list of Regions can't be read]",
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := story(t, "reference")
			c.change(a)
			cfg := config(a)
			cfg.Regions = c.regions
			s := look(t, cfg)
			if got := fmt.Sprint(s.Source.Regions, " ", gapsAt(s, "cloudtrail.trails")); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			// Of every enabled Region, what it lists is seen, or a gap names it.
			for region, r := range s.Regions {
				_, listed := s.CloudTrail.Listed[region]
				named := slices.ContainsFunc(s.Gaps, func(g snapshot.Gap) bool { return g.Path == "cloudtrail.listed" && g.Region == region })
				if r.Enabled && listed == named {
					t.Errorf("%s: listed %v, gap %v", region, listed, named)
				}
			}
		})
	}
}

func TestTrails(t *testing.T) {
	t.Run("a shadow trail is one trail with a status in every Region", func(t *testing.T) {
		a := story(t, "reference")
		a.Regions = map[string]string{"us-east-2": "ENABLED", "eu-west-1": "ENABLED"}
		broken := a.Trails[0].Status["*"]
		broken.LatestDeliveryError, broken.IsLogging = "AccessDenied", false
		a.Trails[0].Status["eu-west-1"] = broken
		s := look(t, config(a))
		trail := s.CloudTrail.Trails[trailARN]
		if len(s.CloudTrail.Trails) != 1 || fmt.Sprint(s.CloudTrail.Listed) != "map[eu-west-1:["+trailARN+"] us-east-2:["+trailARN+"]]" ||
			trail.Owner != "124355676326" {
			t.Errorf("got %+v", s.CloudTrail)
		}
		home, away := trail.Status["us-east-2"], trail.Status["eu-west-1"]
		if !home.IsLogging || home.LatestDeliveryError != nil || away.IsLogging || *away.LatestDeliveryError != "AccessDenied" {
			t.Errorf("got %+v and %+v", home, away)
		}
	})
	t.Run("one Region does not answer", func(t *testing.T) {
		a := story(t, "reference")
		a.Regions = map[string]string{"us-east-2": "ENABLED", "eu-west-1": "ENABLED"}
		a.Refuse = map[string]string{"cloudtrail:GetTrailStatus eu-west-1": "AccessDenied", "cloudtrail:DescribeTrails eu-west-1": "AccessDenied"}
		s := look(t, config(a))
		if trail := s.CloudTrail.Trails[trailARN]; len(trail.Status) != 1 || len(gapsAt(s, "cloudtrail.trails")) != 1 {
			t.Errorf("got %+v, %v", trail.Status, s.Gaps)
		}
		a.Refuse = map[string]string{"cloudtrail:GetTrailStatus eu-west-1": "AccessDenied"}
		s = look(t, config(a))
		if trail := s.CloudTrail.Trails[trailARN]; len(trail.Status) != 1 || len(gapsAt(s, "cloudtrail.trails.*.status")) != 1 {
			t.Errorf("got %+v, %v", trail.Status, s.Gaps)
		}
	})
	t.Run("a single-Region trail is asked at home", func(t *testing.T) {
		a := story(t, "reference")
		a.Trails[0].IsMultiRegionTrail = aws.Bool(false)
		s := look(t, config(a))
		if trail := s.CloudTrail.Trails[trailARN]; len(trail.Status) != 1 || len(s.CloudTrail.Listed["us-east-1"]) != 0 {
			t.Errorf("got %+v", trail)
		}
	})
	t.Run("another account's organization trail", func(t *testing.T) {
		s := look(t, config(story(t, "org_trail")))
		const arn = "arn:aws:cloudtrail:us-east-1:555566667777:trail/organization"
		trail := s.CloudTrail.Trails[arn]
		if trail.Owner != "555566667777" || !trail.IsOrganizationTrail || len(trail.Status) != 2 || !trail.EventSelectors.IsZero() {
			t.Errorf("got %+v", trail)
		}
		bucket := s.S3.Buckets[trail.Bucket]
		if show(bucket.Exists) != "true" || !bucket.Owner.IsAbsent() || !bucket.Policy.IsZero() {
			t.Errorf("got %+v", bucket)
		}
		if g := s.Logs.Groups[*trail.LogGroup]; !g.Exists.IsZero() || g.Name != "organization" {
			t.Errorf("got %+v", g)
		}
		if _, ok := s.KMS.Keys[*trail.KMSKeyID]; !ok {
			t.Error("the key is missing")
		}
	})
	t.Run("selectors", func(t *testing.T) {
		a := story(t, "reference")
		a.Trails[0].AdvancedSelectors = nil
		a.Trails[0].EventSelectors = []cloudtrailtypes.EventSelector{
			{
				ReadWriteType: "WriteOnly", IncludeManagementEvents: aws.Bool(true),
				ExcludeManagementEventSources: []string{"rdsdata.amazonaws.com", "kms.amazonaws.com"},
				DataResources:                 []cloudtrailtypes.DataResource{{Type: aws.String("AWS::S3::Object"), Values: []string{"arn:aws:s3"}}},
			},
			{},
		}
		got, _ := look(t, config(a)).CloudTrail.Trails[trailARN].EventSelectors.Get()
		text, err := json.Marshal(got)
		want := `{"basic":[{"read_write_type":"WriteOnly","include_management_events":true,"exclude_management_event_sources":` +
			`["kms.amazonaws.com","rdsdata.amazonaws.com"],"data_resources":[{"type":"AWS::S3::Object","values":["arn:aws:s3"]}]},` +
			`{"read_write_type":"All","include_management_events":true,"exclude_management_event_sources":[],"data_resources":[]}],"advanced":[]}`
		if err != nil || string(text) != want {
			t.Errorf("got %s\nwant %s", text, want)
		}
	})
	t.Run("a key by alias, a key by id, an alias of nothing", func(t *testing.T) {
		const key = "arn:aws:kms:us-east-2:124355676326:key/5c1e9b7a-3d0f-4c65-8f0e-2b7a9d4e6c31"
		for name, want := range map[string]string{
			"alias/trail": key + " true", "arn:aws:kms:us-east-2:124355676326:alias/trail": key + " true",
			"5c1e9b7a-3d0f-4c65-8f0e-2b7a9d4e6c31": key + " true", key: key + " true",
			"alias/gone": "arn:aws:kms:us-east-2:124355676326:alias/gone false",
			"arn:aws:kms:us-east-2:124355676326:key/gone": "arn:aws:kms:us-east-2:124355676326:key/gone false",
			"arn:aws:kms": "", // no ARN of a key
		} {
			a := story(t, "reference")
			a.Keys[key].Aliases = []string{"alias/trail"}
			a.Trails[0].KmsKeyId = aws.String(name)
			s := look(t, config(a))
			arn, _ := s.CloudTrail.Trails[trailARN].Key.Get()
			got := arn + " " + show(s.KMS.Keys[arn].Exists)
			if want == "" {
				got = strings.Join(gapsAt(s, "cloudtrail.trails.*.key"), "; ")
				want = `failed kms:DescribeKey "arn:aws:kms" does not name a KMS key`
			}
			if got != want {
				t.Errorf("%s: got %s, want %s", name, got, want)
			}
		}
	})
}

// TestBuckets follows the names in buckets, also in a circle.
func TestBuckets(t *testing.T) {
	a := story(t, "reference")
	b := a.Buckets["elly-secure-bucket"]
	b.Logging = &s3types.LoggingEnabled{TargetBucket: aws.String("logs"), TargetPrefix: aws.String("x/")}
	b.Replication = &s3types.ReplicationConfiguration{Role: aws.String("r"), Rules: []s3types.ReplicationRule{
		{Status: "Enabled", Destination: &s3types.Destination{Bucket: aws.String("arn:aws:s3:::replica"), Account: aws.String("999900001111")}},
		{Status: "Disabled"},
	}}
	a.Buckets["logs"] = &awsfake.Bucket{Region: "us-east-2", Logging: &s3types.LoggingEnabled{TargetBucket: aws.String("elly-secure-bucket")}}
	s := look(t, config(a))
	var names []string
	for arn, b := range s.S3.Buckets {
		names = append(names, arn+" "+show(b.Exists))
	}
	slices.Sort(names)
	// The rule without a destination names nobody.
	want := []string{"arn:aws:s3:::elly-secure-bucket true", "arn:aws:s3:::logs true", "arn:aws:s3:::replica false"}
	if !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
}

// TestExports gathers all pages of what S3 writes about a bucket, and follows it where it goes.
func TestExports(t *testing.T) {
	a := story(t, "reference")
	b := a.Buckets["elly-secure-bucket"]
	for _, id := range []string{"d", "c", "b", "a"} {
		b.Inventory = append(b.Inventory, s3types.InventoryConfiguration{Id: &id, IsEnabled: aws.Bool(id == "a"), Destination: &s3types.InventoryDestination{
			S3BucketDestination: &s3types.InventoryS3BucketDestination{Bucket: aws.String("arn:aws:s3:::lists"), AccountId: aws.String("999900001111")},
		}})
		b.Analytics = append(b.Analytics, s3types.AnalyticsConfiguration{Id: &id, StorageClassAnalysis: &s3types.StorageClassAnalysis{}})
	}
	b.Analytics[0].StorageClassAnalysis.DataExport = &s3types.StorageClassAnalysisDataExport{Destination: &s3types.AnalyticsExportDestination{
		S3BucketDestination: &s3types.AnalyticsS3BucketDestination{Bucket: aws.String("arn:aws:s3:::analyses"), BucketAccountId: aws.String("124355676326")},
	}}
	s := look(t, config(a))
	for name, c := range map[string]struct {
		field snapshot.Field[[]snapshot.Export]
		want  string
	}{
		"inventory": {s.S3.Buckets[bucketARN].Inventory, `[{"id":"a","enabled":true,"destination":"arn:aws:s3:::lists","account":"999900001111"},` +
			`{"id":"b","enabled":false,"destination":"arn:aws:s3:::lists","account":"999900001111"},` +
			`{"id":"c","enabled":false,"destination":"arn:aws:s3:::lists","account":"999900001111"},` +
			`{"id":"d","enabled":false,"destination":"arn:aws:s3:::lists","account":"999900001111"}]`},
		"analytics": {s.S3.Buckets[bucketARN].Analytics, `[{"id":"a","enabled":true,"destination":null,"account":null},` +
			`{"id":"b","enabled":true,"destination":null,"account":null},{"id":"c","enabled":true,"destination":null,"account":null},` +
			`{"id":"d","enabled":true,"destination":"arn:aws:s3:::analyses","account":"124355676326"}]`},
	} {
		if got, err := json.Marshal(c.field); err != nil || string(got) != c.want {
			t.Errorf("%s: got %s\nwant %s", name, got, c.want)
		}
	}
	for _, arn := range []string{"arn:aws:s3:::lists", "arn:aws:s3:::analyses"} {
		if got := show(s.S3.Buckets[arn].Exists); got != "false" {
			t.Errorf("%s: exists %s", arn, got)
		}
	}
	if got := s.S3.Buckets[bucketARN].MetadataTable; !got.IsAbsent() {
		t.Errorf("metadata table %s", show(got))
	}
}

// TestRelatedKeys looks at the whole family of a multi-Region key, as far as it is ours and somebody looks in its Region.
func TestRelatedKeys(t *testing.T) {
	const friend, mrk = "888899990000", ":key/mrk-9f1c2b7d4e5a4c3f8b6a7d8e9f0a1b2c"
	at := func(region, account string) string { return "arn:aws:kms:" + region + ":" + account + mrk }
	own := "246810121416"
	const foreign = "denied kms:GetKeyPolicy the key belongs to an account that is not known here, so nobody asked"
	const off = "failed kms:GetKeyPolicy me-south-1 is not among the Regions that are looked at, so nobody asked"
	for name, c := range map[string]struct {
		change func(*awsfake.Account, *collectors.Config)
		seen   string // state and number of rotations of the key in eu-west-1
		gaps   []string
	}{
		"a replica": {func(*awsfake.Account, *collectors.Config) {}, "Disabled 0", []string{off}},
		"the primary": {func(a *awsfake.Account, _ *collectors.Config) {
			a.Trails[0].KmsKeyId = aws.String(at("eu-west-1", own))
		}, "Disabled 0", []string{off}},
		"every Region": {
			func(a *awsfake.Account, _ *collectors.Config) {
				a.Regions["me-south-1"] = "ENABLED"
				k := *a.Keys[at("eu-west-1", own)]
				a.Keys[at("me-south-1", own)] = &k
			}, "Disabled 0", nil,
		},
		"one Region": {
			func(_ *awsfake.Account, cfg *collectors.Config) { cfg.Regions = []string{"us-east-1"} }, "unseen 0",
			[]string{"failed kms:GetKeyPolicy eu-west-1 is not among the Regions that are looked at, so nobody asked", off},
		},
		"a friend's": {
			func(a *awsfake.Account, cfg *collectors.Config) {
				transfer(a, friend)
				cfg.Accounts = []string{friend}
			}, "Disabled 0", []string{off},
		},
		"a stranger's": {
			func(a *awsfake.Account, _ *collectors.Config) { transfer(a, friend) }, "unseen 0", []string{foreign, foreign},
		},
		"one that is gone": {func(a *awsfake.Account, _ *collectors.Config) { delete(a.Keys, at("eu-west-1", own)) }, "absent 0", []string{off}},
	} {
		t.Run(name, func(t *testing.T) {
			a := story(t, "tampered")
			cfg := config(a)
			c.change(a, &cfg)
			s := look(t, cfg)
			key := s.KMS.Keys[at("eu-west-1", own)]
			if strings.HasSuffix(name, "'s") {
				key = s.KMS.Keys[at("eu-west-1", friend)]
			}
			state := show(key.Metadata)
			if m, ok := key.Metadata.Get(); ok {
				state = m.State
			}
			rotations, _ := key.Rotations.Get()
			if got := fmt.Sprint(state, " ", len(rotations)); got != c.seen {
				t.Errorf("got %s, want %s", got, c.seen)
			}
			if got := gapsAt(s, "kms.keys.*.policy"); !slices.Equal(got, c.gaps) {
				t.Errorf("got the gaps %q", got)
			}
			if len(s.KMS.Keys) != 3 {
				t.Errorf("got %d keys", len(s.KMS.Keys))
			}
		})
	}
}

// transfer gives the keys of the account to another one.
func transfer(a *awsfake.Account, to string) {
	keys := map[string]*awsfake.Key{}
	ours := func(arn *string) { *arn = strings.Replace(*arn, a.Account, to, 1) }
	for arn, k := range a.Keys {
		ours(&arn)
		ours(k.Arn)
		ours(k.MultiRegionConfiguration.PrimaryKey.Arn)
		for _, r := range k.MultiRegionConfiguration.ReplicaKeys {
			ours(r.Arn)
		}
		keys[arn] = k
	}
	ours(a.Trails[0].KmsKeyId)
	a.Keys = keys
}

// TestRotations gathers all pages, the newest first, without material that waits for its rotation.
func TestRotations(t *testing.T) {
	const key = "arn:aws:kms:us-east-2:124355676326:key/5c1e9b7a-3d0f-4c65-8f0e-2b7a9d4e6c31"
	a := story(t, "reference")
	k := a.Keys[key]
	for year := 2021; year <= 2024; year++ {
		k.Rotations = append(k.Rotations, kmstypes.RotationsListEntry{
			RotationDate: aws.Time(time.Date(year, 1, 2, 0, 0, 0, 0, time.UTC)), RotationType: kmstypes.RotationTypeAutomatic,
		})
	}
	k.Rotations = append(k.Rotations, kmstypes.RotationsListEntry{KeyMaterialState: kmstypes.KeyMaterialStatePendingRotation})
	k.CreationDate = nil
	s := look(t, config(a))
	got, err := json.Marshal(s.KMS.Keys[key].Rotations)
	want := `[{"at":"2024-01-02T00:00:00Z","type":"AUTOMATIC"},{"at":"2023-01-02T00:00:00Z","type":"AUTOMATIC"},` +
		`{"at":"2022-01-02T00:00:00Z","type":"AUTOMATIC"},{"at":"2021-01-02T00:00:00Z","type":"AUTOMATIC"}]`
	if err != nil || string(got) != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if got := gapsAt(s, "kms.keys.*.created_at"); !slices.Equal(got, []string{"failed kms:DescribeKey the answer does not say when the key was made"}) {
		t.Errorf("got %q", got)
	}
}

// TestSilence demands that an answer which does not say anything is not taken for one.
func TestSilence(t *testing.T) {
	a := story(t, "clean")
	a.Silent = true
	s := look(t, config(a))
	for path, want := range map[string][]string{
		"s3.buckets.*.policy_status": {
			"failed s3:GetBucketPolicyStatus the answer does not say whether the policy is public",
			"failed s3:GetBucketPolicyStatus the answer does not say whether the policy is public",
		},
		"s3.buckets.*.request_payer": {
			"failed s3:GetBucketRequestPayment the answer does not say who pays",
			"failed s3:GetBucketRequestPayment the answer does not say who pays",
			"failed s3:GetBucketRequestPayment the answer does not say who pays",
		},
		"s3.buckets.*.metadata_table": {
			"failed s3:GetBucketMetadataTableConfiguration the answer does not say where the tables are",
			"failed s3:GetBucketMetadataTableConfiguration the answer does not say where the tables are",
			"failed s3:GetBucketMetadataTableConfiguration the answer does not say where the tables are",
		},
		"sns.topics.*.attributes": {
			`failed sns:GetTopicAttributes the answer does not say how many: SubscriptionsPending is ""`,
			`failed sns:GetTopicAttributes the answer does not say how many: SubscriptionsPending is ""`,
		},
		"iam.simulations.*.answers": {"failed iam:SimulatePrincipalPolicy the simulator gave 0 of 11 answers"},
	} {
		if got := gapsAt(s, path); !slices.Equal(got, want) {
			t.Errorf("%s: gaps %q", path, got)
		}
	}
}

// TestDocuments keeps policies that can't be read: as text, with a gap that names the byte.
func TestDocuments(t *testing.T) {
	a := story(t, "reference")
	a.Buckets["elly-secure-bucket"].Policy = `{"Statement":[{"Effect":"Deny","Effect":"Allow","Action":"*"}]}`
	a.Users["adminUser"].Inline = map[string]json.RawMessage{"x": json.RawMessage(`{"Statement":[{"Effect":"Maybe","Action":"*"}]}`)}
	a.Roles = map[string]*awsfake.Identity{"r": {Trust: json.RawMessage(`{"Statement":"none"}`)}}
	s := look(t, config(a))
	p, _ := s.S3.Buckets[bucketARN].Policy.Get()
	if p.Raw != a.Buckets["elly-secure-bucket"].Policy || !p.Document.IsZero() {
		t.Errorf("got %+v", p)
	}
	for path, want := range map[string]string{
		"s3.buckets.*.policy.document":   "failed s3:GetBucketPolicy the policy can't be read: byte 31: Statement[0]: the name \"Effect\" stands twice",
		"iam.users.*.inline.*.document":  "failed iam:GetAccountAuthorizationDetails the policy can't be read: byte 24: Statement[0].Effect: \"Maybe\" is neither Allow nor Deny",
		"iam.roles.*.trust.document":     "failed iam:GetAccountAuthorizationDetails the policy can't be read: byte 13: Statement: a string stands where an array must stand",
		"iam.policies.*.policy.document": "",
		"kms.keys.*.policy.document":     "",
		"sns.topics.*.policy.document":   "",
		"iam.groups.*.inline.*.document": "",
	} {
		if got := strings.Join(gapsAt(s, path), "; "); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

// TestPlainIAM reads documents from an endpoint that does not encode them.
func TestPlainIAM(t *testing.T) {
	a := story(t, "clean")
	encoded := look(t, config(a)).IAM
	a.PlainIAM = true
	plain := look(t, config(a)).IAM
	x, err := json.Marshal(encoded)
	if err != nil {
		t.Fatal(err)
	}
	if y, err := json.Marshal(plain); err != nil || string(x) != string(y) {
		t.Errorf("encoded and plain documents give different snapshots (%v)", err)
	}
	if !strings.Contains(string(x), `s3:GetBucket*`) || strings.Contains(string(x), "policy/ReadOnlyAccess") {
		t.Error("attached AWS policies are kept, others are not")
	}
}

// TestManagedPolicies keeps what is the account's, attached or a boundary, in the default version. A policy without one in
// the answer does not vanish without a word.
func TestManagedPolicies(t *testing.T) {
	const offered, account = "arn:aws:iam::aws:policy/", "arn:aws:iam::111122223333:policy/"
	nothing := json.RawMessage(`{"Statement":[]}`)
	a := story(t, "clean")
	a.Policies = map[string]*awsfake.ManagedPolicy{
		offered + "Idle": {Document: nothing}, offered + "Attached": {Document: nothing, Attachments: 2},
		offered + "Boundary": {Document: nothing, Boundaries: 1}, account + "Idle": {Document: nothing},
		account + "Broken": {Document: nothing, Incomplete: true},
	}
	a.Users["bob"].Attached = []string{account + "Broken"}
	s := look(t, config(a))
	var got []string
	for arn, p := range s.IAM.Policies {
		got = append(got, fmt.Sprint(arn, " ", p.Name, " ", p.Version, " ", p.Attachments))
	}
	slices.Sort(got)
	want := []string{account + "Idle Idle v2 0", offered + "Attached Attached v2 2", offered + "Boundary Boundary v2 0"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	wantGaps := []string{"failed iam:GetAccountAuthorizationDetails the answer lacks the default version of " + account + "Broken"}
	if gaps := gapsAt(s, "iam.policies"); !slices.Equal(gaps, wantGaps) {
		t.Errorf("gaps %q", gaps)
	}
	// It may let him do anything.
	if _, ok := s.IAM.Simulations["arn:aws:iam::111122223333:user/bob"]; !ok {
		t.Errorf("simulated %v", s.IAM.Simulations)
	}
}

func TestSimulations(t *testing.T) {
	const auditor = "arn:aws:iam::111122223333:role/Auditor"
	a := story(t, "clean")
	a.MissingContext = []string{"aws:SourceVpc"}
	s := look(t, config(a))
	if len(s.IAM.Simulations) != 1 {
		t.Fatalf("got %v", s.IAM.Simulations)
	}
	answers, _ := s.IAM.Simulations[auditor].Answers.Get()
	byName := map[string]snapshot.SimulationAnswer{}
	for _, answer := range answers {
		byName[answer.Question+" "+answer.Action] = answer
		for _, limit := range answer.Limits {
			if snapshot.SimulationLimits[limit] == "" {
				t.Errorf("%s: limit %q is not explained", answer.Action, limit)
			}
		}
	}
	const (
		bucket = "arn:aws:s3:::audit-logs-111122223333"
		file   = bucket + "/AWSLogs/111122223333/CloudTrail/us-east-1/2025/01/01/log.json.gz"
		key    = "arn:aws:kms:us-east-1:111122223333:key/0f8fad5b-d9cb-469f-a165-70867728950e"
		trail  = "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit"
	)
	for name, want := range map[string]string{
		"read s3:GetObject":            "allowed [policy-of-Auditor] " + file + " [acl context rcp resource_policy scp_context session_policy]",
		"read s3:PutBucketPolicy":      "implicitDeny [] " + bucket + " [acl context rcp resource_policy scp_context session_policy]",
		"tamper s3:PutBucketPolicy":    "implicitDeny [] " + bucket + " [acl context rcp resource_policy scp_context session_policy]",
		"delete s3:DeleteBucket":       "implicitDeny [] " + bucket + " [acl context rcp resource_policy scp_context session_policy]",
		"decrypt kms:Decrypt":          "implicitDeny [] " + key + " [context grants key_policy rcp scp_context session_policy]",
		"blind cloudtrail:StopLogging": "explicitDeny [policy-of-Auditor] " + trail + " [context rcp resource_policy scp_context session_policy]",
	} {
		a := byName[name]
		if got := fmt.Sprint(a.Decision, " ", a.Matched, " ", a.Resource, " ", a.Limits); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	calls := slices.DeleteFunc(a.Calls(), func(call string) bool { return !strings.HasPrefix(call, "iam:Simulate") })
	if slices.ContainsFunc(calls, func(call string) bool { return call != "iam:SimulatePrincipalPolicy "+auditor }) {
		t.Errorf("called %q", calls)
	}
	t.Run("at most 20", func(t *testing.T) {
		a := story(t, "clean")
		for i := range 30 {
			a.Users[fmt.Sprintf("user%02d", i)] = &awsfake.Identity{Inline: map[string]json.RawMessage{
				"x": json.RawMessage(`{"Statement":{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}}`),
			}}
		}
		s := look(t, config(a))
		if len(s.IAM.Simulations) != 20 || !slices.Equal(gapsAt(s, "iam.simulations"), []string{"not_collected  20 of 31 principals were simulated"}) {
			t.Errorf("got %d, %v", len(s.IAM.Simulations), gapsAt(s, "iam.simulations"))
		}
	})
	t.Run("those named", func(t *testing.T) {
		cfg := config(story(t, "clean"))
		cfg.Principals = slices.Repeat([]string{"arn:aws:iam::111122223333:user/alice"}, 25)
		s := look(t, cfg)
		if len(s.IAM.Simulations) != 1 || s.IAM.Simulations[cfg.Principals[0]].Answers.IsZero() || len(s.Gaps) > 0 {
			t.Errorf("got %v, %v", s.IAM.Simulations, s.Gaps)
		}
	})
	t.Run("those named, about trails that nobody saw", func(t *testing.T) {
		a := story(t, "clean")
		a.Refuse = map[string]string{"cloudtrail:DescribeTrails": "AccessDenied"}
		cfg := config(a)
		cfg.Principals = []string{auditor}
		if s := look(t, cfg); s.IAM.Simulations != nil || len(gapsAt(s, "iam.simulations")) != 1 {
			t.Errorf("got %v, %v", s.IAM.Simulations, gapsAt(s, "iam.simulations"))
		}
	})
	t.Run("about a key that nobody knows", func(t *testing.T) {
		a := story(t, "clean")
		a.Trails[0].KmsKeyId = aws.String("alias/audit")
		a.Refuse = map[string]string{"kms:DescribeKey": "AccessDenied"}
		s := look(t, config(a))
		want := []string{"failed kms:DescribeKey which key " + trail + " names was not seen, so nobody asked about it"}
		if got := gapsAt(s, "iam.simulations"); !slices.Equal(got, want) || s.IAM.Simulations[auditor].Answers.IsZero() {
			t.Errorf("gaps %q, simulations %v", got, s.IAM.Simulations)
		}
	})
	t.Run("one is refused", func(t *testing.T) {
		a := story(t, "clean")
		a.Refuse = map[string]string{"iam:SimulatePrincipalPolicy": "Throttling"}
		if s := look(t, config(a)); len(s.IAM.Simulations) != 1 || len(gapsAt(s, "iam.simulations.*.answers")) != 1 {
			t.Errorf("got %v", s.Gaps)
		}
	})
	t.Run("nobody wants them", func(t *testing.T) {
		a := story(t, "clean")
		cfg := config(a)
		cfg.Reads = []string{"iam.users"}
		look(t, cfg)
		if slices.ContainsFunc(a.Calls(), func(call string) bool { return strings.HasPrefix(call, "iam:Simulate") }) {
			t.Errorf("called %q", a.Calls())
		}
	})
}

// TestWhoMatters picks the principals for the simulator by one statement each.
func TestWhoMatters(t *testing.T) {
	for statement, want := range map[string]bool{
		`{"Effect":"Allow","Action":"*","Resource":"*"}`:                                                               true,
		`{"Effect":"Allow","Action":"S3:Get*","Resource":"arn:aws:s3:::audit-logs-111122223333/*"}`:                    true,
		`{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::audit-logs-*/AWSLogs/*/eu-west-1/2024/*"}`: true,
		`{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::audit-logs-${aws:PrincipalAccount}/*"}`:    true,
		`{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::audit-logs-111122223333/other/*"}`:         false,
		`{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::somewhere-else/*"}`:                        false,
		`{"Effect":"Allow","Action":"kms:Decrypt","Resource":"arn:aws:kms:*:111122223333:key/*"}`:                      true,
		`{"Effect":"Allow","Action":"cloudtrail:StopLogging","Resource":"arn:aws:cloudtrail:*:*:trail/audit"}`:         true,
		`{"Effect":"Allow","Action":"cloudtrail:StopLogging","Resource":"arn:aws:cloudtrail:*:*:trail/other"}`:         false,
		`{"Effect":"Allow","Action":"ec2:*","Resource":"*"}`:                                                           false,
		`{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}`:                                                        true,
		`{"Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:s3:::audit-logs-111122223333/*"}`:                    true,
		`{"Effect":"Deny","Action":"*","Resource":"*"}`:                                                                false,
		`{"Effect":"Perhaps","Action":"ec2:*","Resource":"*"}`:                                                         true,
	} {
		document := json.RawMessage(`{"Statement":` + statement + `}`)
		const managed = "arn:aws:iam::111122223333:policy/x"
		for way, give := range map[string]func(*awsfake.Account, *awsfake.Identity){
			"inline": func(_ *awsfake.Account, i *awsfake.Identity) { i.Inline = map[string]json.RawMessage{"x": document} },
			"attached": func(a *awsfake.Account, i *awsfake.Identity) {
				a.Policies, i.Attached = map[string]*awsfake.ManagedPolicy{managed: {Document: document}}, []string{managed}
			},
			"through a group": func(a *awsfake.Account, i *awsfake.Identity) {
				a.Groups = map[string]*awsfake.Identity{"g": {Inline: map[string]json.RawMessage{"x": document}}}
				i.Groups = []string{"g"}
			},
		} {
			a := story(t, "clean")
			a.Roles, a.Policies, a.Groups = nil, nil, nil
			a.Users = map[string]*awsfake.Identity{"somebody": {}}
			give(a, a.Users["somebody"])
			if got := len(look(t, config(a)).IAM.Simulations) == 1; got != want {
				t.Errorf("%s, %s: matters: %v", statement, way, got)
			}
		}
	}
}

func TestLogGroups(t *testing.T) {
	const group = "arn:aws:logs:us-east-1:111122223333:log-group:/audit/cloudtrail"
	day := func(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		change func(*awsfake.Account)
		want   string // exists, last ingestion, number of filters
	}{
		"as it is": {func(*awsfake.Account) {}, "true 2026-03-02T07:58:31Z 15"},
		"the newest of many streams": {func(a *awsfake.Account) {
			a.LogGroups[0].Streams = map[string]time.Time{"a": day(4), "b": day(9), "c": day(5), "d": day(6), "e": day(8), "f": day(7)}
		}, "true 2026-03-09T00:00:00Z 15"},
		"no stream":    {func(a *awsfake.Account) { a.LogGroups[0].Streams = nil }, "true absent 15"},
		"empty stream": {func(a *awsfake.Account) { a.LogGroups[0].Streams = map[string]time.Time{"a": {}} }, "true absent 15"},
		"no filter":    {func(a *awsfake.Account) { a.LogGroups[0].MetricFilters = nil }, "true 2026-03-02T07:58:31Z 0"},
		"vanished, though others begin with its name": {
			func(a *awsfake.Account) { a.LogGroups = a.LogGroups[1:] }, "false absent absent",
		},
		"behind others that begin with its name": {func(a *awsfake.Account) {
			others := []*awsfake.LogGroup{}
			for i := range 7 {
				others = append(others, &awsfake.LogGroup{Region: "us-east-1", LogGroupName: fmt.Sprint("/audit/cloudtrail", i)})
			}
			a.LogGroups = append(others, a.LogGroups...)
		}, "true 2026-03-02T07:58:31Z 15"},
		"list refused": {func(a *awsfake.Account) {
			a.Refuse = map[string]string{"logs:DescribeLogGroups": "AccessDeniedException"}
		}, "unseen 2026-03-02T07:58:31Z 15"},
		"vanished, list refused": {func(a *awsfake.Account) {
			a.LogGroups = nil
			a.Refuse = map[string]string{"logs:DescribeLogGroups": "AccessDeniedException"}
		}, "unseen absent absent"},
	} {
		t.Run(name, func(t *testing.T) {
			a := story(t, "clean")
			c.change(a)
			s := look(t, config(a))
			g := s.Logs.Groups[group]
			last, filters := show(g.LastIngestion), show(g.MetricFilters)
			if at, ok := g.LastIngestion.Get(); ok {
				last = at.Format(time.RFC3339)
			}
			if list, ok := g.MetricFilters.Get(); ok {
				filters = fmt.Sprint(len(list))
			}
			if got := show(g.Exists) + " " + last + " " + filters; got != c.want || len(s.Logs.Groups) != 1 {
				t.Errorf("got %s, want %s; groups %d", got, c.want, len(s.Logs.Groups))
			}
		})
	}
}

// TestForeignLogGroup asks nobody about a group in another account, and says so.
func TestForeignLogGroup(t *testing.T) {
	a := story(t, "clean")
	const group = "arn:aws:logs:us-east-1:999900001111:log-group:theirs"
	a.Trails[0].CloudWatchLogsLogGroupArn = aws.String(group + ":*")
	s := look(t, config(a))
	want := []string{"denied logs:DescribeMetricFilters the log group belongs to account 999900001111, so nobody asked"}
	if got := gapsAt(s, "logs.groups.*.metric_filters"); !slices.Equal(got, want) {
		t.Errorf("gaps %q", got)
	}
	// No alarm of this account watches their metrics.
	if got := gapsAt(s, "cloudwatch.alarms"); len(got) > 0 || s.CloudWatch.Alarms == nil {
		t.Errorf("gaps %q, alarms %v", got, s.CloudWatch.Alarms)
	}
	for _, call := range a.Calls() {
		if strings.HasPrefix(call, "logs:") || strings.HasPrefix(call, "cloudwatch:") {
			t.Errorf("called %s", call)
		}
	}
}

// TestUnseenFilters says that alarms may be missing where what they watch was not seen.
func TestUnseenFilters(t *testing.T) {
	a := story(t, "clean")
	a.Refuse = map[string]string{"logs:DescribeMetricFilters": "AccessDeniedException"}
	s := look(t, config(a))
	want := []string{"failed logs:DescribeMetricFilters the metric filters of arn:aws:logs:us-east-1:111122223333:log-group:/audit/cloudtrail " +
		"were not seen, so nobody knows which alarms watch them"}
	if got := gapsAt(s, "cloudwatch.alarms"); !slices.Equal(got, want) {
		t.Errorf("gaps %q", got)
	}
}

// TestAlarms keeps the alarms on metrics of the trail's log group, through metric math too, in the group's own Region.
func TestAlarms(t *testing.T) {
	const there = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:"
	query := func(account *string, namespace, name string) cloudwatchtypes.MetricDataQuery {
		return cloudwatchtypes.MetricDataQuery{AccountId: account, MetricStat: &cloudwatchtypes.MetricStat{
			Metric: &cloudwatchtypes.Metric{Namespace: aws.String(namespace), MetricName: aws.String(name)},
		}}
	}
	a := story(t, "clean")
	a.Alarms = nil
	for arn, alarm := range map[string]cloudwatchtypes.MetricAlarm{
		there + "plain":           {Namespace: aws.String("Audit"), MetricName: aws.String("RootUsage")},
		there + "other-namespace": {Namespace: aws.String("Audits"), MetricName: aws.String("RootUsage")},
		there + "other-name":      {Namespace: aws.String("Audit"), MetricName: aws.String("CPU")},
		there + "math": {Metrics: []cloudwatchtypes.MetricDataQuery{
			{Expression: aws.String("a+b")}, query(nil, "AWS/EC2", "CPU"), query(aws.String("111122223333"), "Audit", "KeyChanges"),
		}},
		there + "foreign-math": {Metrics: []cloudwatchtypes.MetricDataQuery{query(aws.String("999900001111"), "Audit", "KeyChanges")}},
		"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:elsewhere": {Namespace: aws.String("Audit"), MetricName: aws.String("RootUsage")},
	} {
		alarm.AlarmArn, alarm.AlarmName, alarm.ActionsEnabled = aws.String(arn), aws.String(strings.TrimPrefix(arn, there)), aws.Bool(true)
		alarm.AlarmActions = []string{"arn:aws:sns:us-east-1:111122223333:audit-alarms", "arn:aws:automate:us-east-1:ec2:stop"}
		a.Alarms = append(a.Alarms, alarm)
	}
	var got []string
	s := look(t, config(a))
	for _, a := range s.CloudWatch.Alarms {
		got = append(got, fmt.Sprint(a.Name, " ", a.Namespace, " ", a.MetricName, " ", a.ActionsEnabled, " ", len(a.AlarmActions)))
	}
	slices.Sort(got)
	if want := []string{"math Audit KeyChanges true 2", "plain Audit RootUsage true 2"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if len(s.SNS.Topics) != 2 {
		t.Errorf("topics %v", s.SNS.Topics)
	}
	if slices.ContainsFunc(a.Calls(), func(call string) bool { return strings.HasPrefix(call, "cloudwatch:DescribeAlarms eu-") }) {
		t.Errorf("called %q", a.Calls())
	}
}

// TestTopics reads a topic of ours, one that is gone, and another account's, whose aliases are not ours.
func TestTopics(t *testing.T) {
	const ours, gone, theirs = "arn:aws:sns:us-east-1:111122223333:audit-alarms", "arn:aws:sns:us-east-1:111122223333:gone", "arn:aws:sns:us-east-1:999900001111:theirs"
	a := story(t, "clean")
	a.Trails[0].SnsTopicARN = aws.String(gone)
	a.Alarms[0].AlarmActions = []string{ours, theirs}
	a.Topics = map[string]*awsfake.Topic{
		ours:   {Policy: json.RawMessage(`{"Statement":[]}`), Confirmed: 2, Pending: 1, KmsMasterKeyId: "alias/audit"},
		theirs: {KmsMasterKeyId: "alias/audit"},
	}
	s := look(t, config(a))
	for arn, want := range map[string]string{
		ours:   "true arn:aws:kms:us-east-1:111122223333:key/0f8fad5b-d9cb-469f-a165-70867728950e seen",
		gone:   "false absent absent",
		theirs: "true arn:aws:kms:us-east-1:999900001111:alias/audit absent",
	} {
		topic := s.SNS.Topics[arn]
		policy := show(topic.Policy)
		if _, ok := topic.Policy.Get(); ok {
			policy = "seen"
		}
		if got := show(topic.Exists) + " " + show(topic.Key) + " " + policy; got != want {
			t.Errorf("%s: got %s, want %s", arn, got, want)
		}
	}
	if got, _ := s.SNS.Topics[ours].Attributes.Get(); got.SubscriptionsConfirmed != 2 || got.SubscriptionsPending != 1 {
		t.Errorf("got %+v", got)
	}
	if len(s.SNS.Topics) != 3 {
		t.Errorf("topics %v", s.SNS.Topics)
	}
}

// TestStatusOfRegionsThatWereNotSeen: a trail for all Regions has a status in each, also where nobody could ask for trails.
func TestStatusOfRegionsThatWereNotSeen(t *testing.T) {
	for name, c := range map[string]struct {
		refuse  string
		single  bool
		regions []string
		want    []string
	}{
		"all seen": {"", false, nil, nil},
		"one Region refuses": {
			"cloudtrail:DescribeTrails eu-west-1", false, nil, []string{"denied cloudtrail:DescribeTrails"},
		},
		"one Region refuses, trail of one Region": {"cloudtrail:DescribeTrails eu-west-1", true, nil, nil},
		"no list of Regions":                      {"account:ListRegions", false, nil, []string{"failed account:ListRegions"}},
		"no list, Regions named":                  {"account:ListRegions", false, []string{"us-east-2"}, nil},
		"some Regions named":                      {"", false, []string{"us-east-2"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			a := story(t, "reference")
			a.Trails[0].IsMultiRegionTrail = aws.Bool(!c.single)
			a.Refuse = map[string]string{c.refuse: "AccessDenied"}
			cfg := config(a)
			cfg.Regions = c.regions
			var got []string
			for _, g := range gapsAt(look(t, cfg), "cloudtrail.trails.*.status") {
				kind, rest, _ := strings.Cut(g, " ")
				action, _, _ := strings.Cut(rest, " ")
				got = append(got, kind+" "+action)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
