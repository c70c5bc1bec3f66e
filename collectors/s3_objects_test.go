package collectors_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"trailproof/internal/awsfake"
)

// TestObjects says which log files are looked at: the newest, and no more than 20.
func TestObjects(t *testing.T) {
	const home = "trail/AWSLogs/111122223333/CloudTrail/us-east-1/"
	name := func(at time.Time, n int) string {
		return home + at.Format("2006/01/02/") + "111122223333_CloudTrail_us-east-1_" + at.Format("20060102T1504Z") +
			fmt.Sprintf("_%016d.json.gz", n)
	}
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	put := func(a *awsfake.Account, ages ...time.Duration) {
		for i, age := range ages {
			a.Buckets["audit-logs-111122223333"].Objects[name(now.Add(-age), i)] = &awsfake.Object{LastModified: now.Add(-age)}
		}
	}
	many := make([]time.Duration, 30)
	for i := range many {
		many[i] = time.Duration(i) * time.Minute
	}
	for label, c := range map[string]struct {
		ages  []time.Duration
		want  []time.Duration
		lists int
	}{
		"of the last hour":      {[]time.Duration{5 * time.Minute, 50 * time.Minute, 2 * time.Hour}, []time.Duration{5 * time.Minute, 50 * time.Minute}, 1},
		"of the last day":       {[]time.Duration{3 * time.Hour, 30 * time.Hour}, []time.Duration{3 * time.Hour}, 2},
		"of whatever day":       {[]time.Duration{30 * time.Hour, 90 * 24 * time.Hour}, []time.Duration{30 * time.Hour, 90 * 24 * time.Hour}, 3},
		"none":                  {nil, nil, 3},
		"the newest 20 of many": {many, many[:20], 1},
	} {
		t.Run(label, func(t *testing.T) {
			a := story(t, "side_doors")
			a.Buckets["audit-logs-111122223333"].Objects = map[string]*awsfake.Object{"unrelated/x": {LastModified: now}}
			put(a, c.ages...)
			s := look(t, config(a))
			objects, ok := s.S3.ObjectSamples[doorBucket].Objects.Get()
			var got, want []string
			for key, o := range objects {
				got = append(got, strings.TrimPrefix(key, home)+" "+o.LastModified.Format(time.RFC3339)+" "+show(o.ACL))
			}
			for i, age := range c.want {
				want = append(want, strings.TrimPrefix(name(now.Add(-age), i), home)+" "+now.Add(-age).Format(time.RFC3339)+
					" {canonical-id-of-111122223333 [{CanonicalUser canonical-id-of-111122223333 FULL_CONTROL}]}")
			}
			slices.Sort(got)
			slices.Sort(want)
			if !ok || !slices.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			if line := fmt.Sprint("s3:ListObjectsV2 ", c.lists); !slices.Contains(a.CallCounts(), line) {
				t.Errorf("want %s: %v", line, a.CallCounts())
			}
		})
	}
}

// TestObjectsUnseen says that a refused ACL is asked for once a bucket, that an object which is gone has none, and that
// nobody asks a stranger's bucket.
func TestObjectsUnseen(t *testing.T) {
	const path = "s3.object_samples.*.objects"
	for code, want := range map[string]struct {
		acl   string
		gaps  int
		calls string
	}{
		"AccessDenied": {"unseen", 1, "s3:GetObjectAcl 1"},
		"NoSuchKey":    {"absent", 0, "s3:GetObjectAcl 2"},
	} {
		a := story(t, "side_doors")
		a.Refuse = map[string]string{"s3:GetObjectAcl": code}
		s := look(t, config(a))
		objects, _ := s.S3.ObjectSamples[doorBucket].Objects.Get()
		if len(objects) != 2 {
			t.Errorf("%s: got %v", code, objects)
		}
		for key, o := range objects {
			if show(o.ACL) != want.acl {
				t.Errorf("%s: %s: %s", code, key, show(o.ACL))
			}
		}
		if gaps := gapsAt(s, path+".*.acl"); len(gaps) != want.gaps {
			t.Errorf("%s: got the gaps %q", code, gaps)
		}
		if !slices.Contains(a.CallCounts(), want.calls) {
			t.Errorf("%s: got %v", code, a.CallCounts())
		}
	}
	s := look(t, config(story(t, "side_doors")))
	foreign := s.S3.ObjectSamples["arn:aws:s3:::central-logs-444455556666"]
	if show(foreign.Objects) != "unseen" || !slices.Equal(gapsAt(s, path), []string{
		"denied s3:ListBucket the bucket belongs to an account that is not known here, so nobody asked",
	}) {
		t.Errorf("got %v, %q", foreign, gapsAt(s, path))
	}
	// Whose the bucket is may be unseen: S3 refuses whoever expects the wrong owner.
	a := story(t, "side_doors")
	a.Refuse = map[string]string{"s3:ListBuckets": "AccessDenied", "s3:HeadBucket": "AccessDenied"}
	if objects, _ := look(t, config(a)).S3.ObjectSamples[doorBucket].Objects.Get(); len(objects) != 2 {
		t.Errorf("got %v", objects)
	}
	// A trail of another account that delivers to a bucket of another account is not ours to look at.
	a = story(t, "side_doors")
	a.Trails[0].TrailARN = ptr(strings.Replace(*a.Trails[0].TrailARN, "111122223333", "999988887777", 1))
	a.Buckets["audit-logs-111122223333"].Owner = "999988887777"
	if samples := look(t, config(a)).S3.ObjectSamples; len(samples) != 1 {
		t.Errorf("got %v", samples)
	}
	a.Buckets = nil
	if samples := look(t, config(a)).S3.ObjectSamples; samples == nil || len(samples) != 0 {
		t.Errorf("got %v", samples)
	}
}

func ptr[T any](v T) *T { return &v }
