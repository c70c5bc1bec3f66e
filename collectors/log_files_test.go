package collectors_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"trailproof/collectors"
	"trailproof/internal/awsfake"
	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

const auditTrail = "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit"

// TestLogFiles says what becomes of each answer of whoever verifies: what is decided is seen, what is not has a gap.
func TestLogFiles(t *testing.T) {
	type verify = func(context.Context, collectors.Delivered) (snapshot.LogFiles, []string, error)
	answer := func(f snapshot.LogFiles, unknown ...string) verify {
		return func(context.Context, collectors.Delivered) (snapshot.LogFiles, []string, error) {
			return f, unknown, nil
		}
	}
	none, noneExposed := snapshot.Seen([]snapshot.TamperedLog{}), snapshot.Seen([]snapshot.ExposedLogs{})
	some := snapshot.Seen([]snapshot.TamperedLog{{Account: "111122223333", Region: "us-east-1", Kind: "missing"}})
	for name, c := range map[string]struct {
		change func(*awsfake.Account)
		verify verify
		want   string   // unseen, absent, or what of it is seen
		gaps   []string // path, kind and detail
	}{
		"all is well": {verify: answer(snapshot.LogFiles{Tampered: none, Exposed: noneExposed}), want: "tampered exposed"},
		"something was found, and something is unknown": {
			verify: answer(snapshot.LogFiles{Tampered: some}, "a", "b"), want: "tampered",
			gaps: []string{".exposed failed a", ".exposed failed b"},
		},
		"much is unknown": {
			verify: answer(snapshot.LogFiles{}, "a", "b", "c", "d"), want: "unseen", gaps: []string{" failed a", " failed b", " failed c"},
		},
		"the key is unknown": {
			verify: answer(snapshot.LogFiles{Tampered: none}), want: "tampered",
			gaps: []string{".exposed failed nothing tells with which key the log files should be encrypted"},
		},
		"it fails": {
			verify: func(context.Context, collectors.Delivered) (snapshot.LogFiles, []string, error) {
				return snapshot.LogFiles{}, nil, errors.New("broken")
			},
			want: "unseen", gaps: []string{" failed broken"},
		},
		"a call fails": {
			change: func(a *awsfake.Account) { a.Refuse = map[string]string{"s3:GetObject": "AccessDenied"} },
			verify: func(ctx context.Context, d collectors.Delivered) (snapshot.LogFiles, []string, error) {
				for range 3 {
					_, err := d.Bucket.GetObject(ctx, &s3.GetObjectInput{Bucket: &d.Trail.S3BucketName, Key: aws.String("x")})
					if err == nil {
						return snapshot.LogFiles{}, nil, errors.New("it is not refused")
					}
				}
				return snapshot.LogFiles{}, []string{"a"}, nil
			},
			want: "unseen",
			gaps: []string{" denied AccessDenied: User: arn:aws:sts::111122223333:assumed-role/Auditor/trailproof is not authorized to perform: s3:GetObject"},
		},
		"a file is not there": {
			verify: func(ctx context.Context, d collectors.Delivered) (snapshot.LogFiles, []string, error) {
				_, err := d.Bucket.GetObject(ctx, &s3.GetObjectInput{Bucket: &d.Trail.S3BucketName, Key: aws.String("x")})
				if err == nil {
					return snapshot.LogFiles{}, nil, errors.New("it is there")
				}
				return snapshot.LogFiles{Tampered: some, Exposed: noneExposed}, nil, nil
			},
			want: "tampered exposed",
		},
		"a trail that writes no digests": {
			change: func(a *awsfake.Account) { a.Trails[0].LogFileValidationEnabled = aws.Bool(false) },
			verify: answer(snapshot.LogFiles{}), want: "absent",
		},
		"no bucket": {
			change: func(a *awsfake.Account) { delete(a.Buckets, "audit-logs-111122223333") },
			verify: answer(snapshot.LogFiles{}), want: "unseen", gaps: []string{" failed the log bucket does not exist"},
		},
		"nobody verifies": {want: "unseen", gaps: []string{" failed no call could be made: what it needs to know was not seen"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := story(t, "clean")
			if c.change != nil {
				c.change(a)
			}
			cfg := config(a)
			cfg.With, cfg.Reads, cfg.VerifyLogs = []string{"log_files"}, []string{"cloudtrail.trails.*.log_files"}, c.verify
			s := look(t, cfg)
			var gaps []string
			for _, g := range s.Gaps {
				if path, ok := strings.CutPrefix(g.Path, "cloudtrail.trails.*.log_files"); ok {
					gaps = append(gaps, strings.Join([]string{path, string(g.Kind), g.Detail}, " "))
					if g.Resource != auditTrail {
						t.Errorf("got %+v", g)
					}
				}
			}
			got := "unseen"
			switch f := s.CloudTrail.Trails[auditTrail].LogFiles; {
			case f.IsAbsent():
				got = "absent"
			case !f.IsZero():
				files, _ := f.Get()
				var seen []string
				for what, is := range map[string]bool{"tampered": !files.Tampered.IsZero(), "exposed": !files.Exposed.IsZero()} {
					if is {
						seen = append(seen, what)
					}
				}
				slices.Sort(seen)
				slices.Reverse(seen)
				got = strings.Join(seen, " ")
			}
			if got != c.want || !slices.Equal(gaps, c.gaps) {
				t.Errorf("got %s, gaps %q", got, gaps)
			}
		})
	}
}

// TestLogFilesOfOthers: an organization trail belongs to the management account, which can verify it.
func TestLogFilesOfOthers(t *testing.T) {
	a := story(t, "org_trail")
	cfg := config(a)
	cfg.With = []string{"log_files"}
	cfg.VerifyLogs = func(context.Context, collectors.Delivered) (snapshot.LogFiles, []string, error) {
		t.Error("it was verified")
		return snapshot.LogFiles{}, nil, nil
	}
	s := look(t, cfg)
	if !slices.ContainsFunc(s.Gaps, func(g snapshot.Gap) bool {
		return g.Path == "cloudtrail.trails.*.log_files" && g.Kind == snapshot.Denied && strings.HasPrefix(g.Detail, "the trail belongs to account ")
	}) {
		t.Errorf("got %v", s.Gaps)
	}
}
