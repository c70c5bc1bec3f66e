package collectors_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"trailproof/collectors"
	"trailproof/internal/awsfake"
	"trailproof/internal/golden"
	"trailproof/snapshot"
)

// story loads the account of a story.
func story(t testing.TB, name string) *awsfake.Account {
	t.Helper()
	a, err := awsfake.Load(os.DirFS("../testdata/accounts"), name)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func config(a *awsfake.Account) collectors.Config {
	return collectors.Config{
		Clients: a.Clients(), DefaultRegion: a.DefaultRegion(), Now: a.Now, With: a.With, Unpaced: true,
		VerifyLogs: a.VerifyLogs,
	}
}

// look collects, and demands a valid snapshot. What no call fills is left out of its gaps.
func look(t *testing.T, cfg collectors.Config) *snapshot.Snapshot {
	t.Helper()
	s, err := collectors.Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	s.Gaps = slices.DeleteFunc(s.Gaps, func(g snapshot.Gap) bool { return snapshot.Rests(g.Path) != nil })
	return s
}

func encode(t *testing.T, s *snapshot.Snapshot) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Encode(&b, false); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestContract refuses each operation in turn. Whatever the refusal, the run goes on, a gap names the IAM action, no resource
// vanishes, and nothing that was seen becomes absent.
func TestContract(t *testing.T) {
	whole := look(t, config(story(t, "clean")))
	if len(whole.Gaps) > 0 {
		t.Fatalf("the clean story has gaps: %v", whole.Gaps)
	}
	for code, kind := range map[string]snapshot.GapKind{
		"AccessDeniedException": snapshot.Denied, "ThrottlingException": snapshot.Throttled, "SomethingNew": snapshot.Failed,
		"UnknownOperationException": snapshot.Unsupported,
	} {
		for _, c := range collectors.Calls(nil, snapshot.OptIns...) {
			t.Run(c.Operation+"/"+code, func(t *testing.T) {
				a := story(t, "clean")
				a.Refuse = map[string]string{c.Service + ":" + c.Operation: code}
				s := look(t, config(a))
				lost := differences(t, whole, s)
				if c.Operation == "ListBuckets" || c.Operation == "HeadBucket" {
					// Each answers whose a bucket is, as the other would have, but only the list tells what buckets there are.
					gaps := slices.DeleteFunc(s.Gaps, func(g snapshot.Gap) bool {
						return g.Path == "s3.central_buckets" && g.Action == "s3:ListAllMyBuckets" && g.Kind == kind
					})
					if len(gaps)+len(lost) > 0 {
						t.Errorf("gaps %v, lost %v", gaps, lost)
					}
					if c.Operation == "HeadBucket" {
						return
					}
					s.Gaps = look(t, config(a)).Gaps
				}
				named := slices.ContainsFunc(s.Gaps, func(g snapshot.Gap) bool {
					return g.Action == c.Actions[0] && g.Kind == kind && strings.Contains(g.Detail, code)
				})
				if !named {
					t.Errorf("no gap of kind %s names %s: %v", kind, c.Actions[0], s.Gaps)
				}
				for _, l := range lost {
					if !slices.ContainsFunc(s.Gaps, func(g snapshot.Gap) bool { return explains(g, l) }) {
						t.Errorf("lost without a gap: %s", l)
					}
				}
			})
		}
	}
}

// TestHeadBucket refuses what tells whose a bucket is: the list and HeadBucket together.
func TestHeadBucket(t *testing.T) {
	for code, kind := range map[string]snapshot.GapKind{
		"AccessDenied": snapshot.Denied, "Throttling": snapshot.Throttled, "SomethingNew": snapshot.Failed,
		"UnknownOperationException": snapshot.Unsupported,
	} {
		t.Run(code, func(t *testing.T) {
			a := story(t, "reference")
			a.Refuse = map[string]string{"s3:ListBuckets": code, "s3:HeadBucket": code}
			s := look(t, config(a))
			for _, g := range s.Gaps {
				if snapshot.OptIn(g.Path) != "" {
					continue // nobody asked for it
				}
				if g.Path == "s3.central_buckets" && g.Kind == kind && g.Action == "s3:ListAllMyBuckets" {
					continue // among which buckets nobody could search
				}
				if g.Kind != kind || g.Action != "s3:ListBucket" {
					t.Errorf("got %+v", g)
				}
			}
			if b, ok := s.S3.Buckets[bucketARN]; !ok || !b.Owner.IsZero() || !b.Region.IsZero() || b.Policy.IsZero() {
				t.Errorf("got %+v", b)
			}
		})
	}
}

// explains says whether the gap is why a place is lost: it lies there or above, or it hides what names the resource (a bucket
// is there because a trail or an access log names it).
func explains(g snapshot.Gap, lost string) bool {
	if strings.HasPrefix(lost+".", g.Path+".") {
		return true
	}
	target, isEntry := strings.CutSuffix(lost, "."+snapshot.Any)
	if !isEntry {
		return false
	}
	s, err := snapshot.Root().At(strings.Split(g.Path, "."))
	return err == nil && slices.Contains(refsBelow(s), target)
}

func refsBelow(s *snapshot.Shape) []string {
	refs := []string{s.Ref}
	if s.Elem != nil {
		refs = append(refs, refsBelow(s.Elem)...)
	}
	for _, m := range s.Members {
		refs = append(refs, refsBelow(m)...)
	}
	return refs
}

// differences lists the places of a that b does not have with the same value. A place that is null in b where a has a value
// is a hole dressed as an answer: it fails the test at once.
func differences(t *testing.T, a, b *snapshot.Snapshot) []string {
	t.Helper()
	var x, y any
	for s, v := range map[*snapshot.Snapshot]*any{a: &x, b: &y} {
		if err := json.Unmarshal(encode(t, s), v); err != nil {
			t.Fatal(err)
		}
	}
	var lost []string
	var compare func(path string, s *snapshot.Shape, x, y any)
	compare = func(path string, s *snapshot.Shape, x, y any) {
		switch x := x.(type) {
		case map[string]any:
			other, ok := y.(map[string]any)
			if !ok {
				t.Errorf("%s was seen, and is now %v", path, y)
				return
			}
			for _, key := range slices.Sorted(maps.Keys(x)) {
				child, step := s.Elem, snapshot.Any
				if s.Type == "object" {
					child, step = s.Members[key], key
				}
				at := strings.TrimPrefix(path+"."+step, ".")
				if _, ok := other[key]; !ok {
					lost = append(lost, at)
					continue
				}
				compare(at, child, x[key], other[key])
			}
		default:
			if fmt.Sprint(x) != fmt.Sprint(y) && path != "gaps" && path != "source.regions" {
				t.Errorf("%s was %v, and is now %v", path, x, y)
			}
		}
	}
	compare("", snapshot.Root(), x, y)
	return lost
}

func TestIdentity(t *testing.T) {
	a := story(t, "reference")
	a.Refuse = map[string]string{"sts:GetCallerIdentity": "ExpiredToken"}
	_, err := collectors.Run(t.Context(), config(a))
	var unidentified *collectors.IdentityError
	if !errors.As(err, &unidentified) || !strings.HasPrefix(err.Error(), "sts: get caller identity: ExpiredToken: ") {
		t.Errorf("got %v", err)
	}
}

// TestEveryPathIsFilled says that whatever a rule may read is filled by some call, and that calls name real paths.
func TestEveryPathIsFilled(t *testing.T) {
	filled := map[string]bool{}
	for _, c := range collectors.Calls(nil, snapshot.OptIns...) {
		for _, path := range slices.Concat(c.Fills, c.Needs) {
			if _, err := snapshot.Root().At(strings.Split(path, ".")); err != nil {
				t.Errorf("%s:%s: %v", c.Service, c.Operation, err)
			}
		}
		for _, path := range c.Fills {
			filled[path] = true
		}
		if len(c.Actions) == 0 || !strings.Contains(c.Actions[0], ":") {
			t.Errorf("%s:%s names no IAM action", c.Service, c.Operation)
		}
	}
	for _, path := range snapshot.Paths() {
		if rests := snapshot.Rests(path); rests != nil {
			for _, path := range rests {
				if !filled[path] {
					t.Errorf("access rests on %s, and no call fills it", path)
				}
			}
			continue
		}
		// The document of a policy comes with its text.
		if parent, ok := strings.CutSuffix(path, ".document"); ok {
			for parent != "" && !filled[parent] {
				parent = parent[:max(0, strings.LastIndexByte(parent, '.'))]
			}
			if parent != "" {
				continue
			}
		}
		if !filled[path] {
			t.Errorf("no call fills %s", path)
		}
	}
}

// TestNarrow says that a run makes the calls that its reads need, and no other.
func TestNarrow(t *testing.T) {
	for name, c := range map[string]struct{ reads, calls []string }{
		"nothing": {[]string{}, []string{"sts:GetCallerIdentity 1"}},
		"a setting of trails": {
			[]string{"cloudtrail.trails"},
			[]string{"account:ListRegions 2", "cloudtrail:DescribeTrails 4", "sts:GetCallerIdentity 1"},
		},
		"a setting of buckets": {
			[]string{"cloudtrail.trails", "s3.buckets.*.versioning"},
			[]string{
				"account:ListRegions 2", "cloudtrail:DescribeTrails 4", "s3:GetBucketVersioning 1", "s3:ListBuckets 2",
				"sts:GetCallerIdentity 1",
			},
		},
		"the key of trails": {
			[]string{"cloudtrail.trails.*.key", "kms.keys.*.rotation"},
			[]string{
				"account:ListRegions 2", "cloudtrail:DescribeTrails 4", "kms:DescribeKey 1", "kms:GetKeyRotationStatus 1",
				"sts:GetCallerIdentity 1",
			},
		},
		"topics of alarms": {
			[]string{"sns.topics.*.attributes", "cloudwatch.alarms"},
			[]string{
				"account:ListRegions 2", "cloudtrail:DescribeTrails 4", "cloudwatch:DescribeAlarms 6", "logs:DescribeLogGroups 1",
				"logs:DescribeMetricFilters 5", "sns:GetTopicAttributes 2", "sts:GetCallerIdentity 1",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := story(t, "clean")
			cfg := config(a)
			cfg.Reads = c.reads
			look(t, cfg)
			if got := a.CallCounts(); !slices.Equal(got, c.calls) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.calls, "\n"))
			}
		})
	}
}

// TestOnCall says that whoever watches a run is told of each call, further pages among them, and of nothing else.
func TestOnCall(t *testing.T) {
	a := story(t, "clean")
	var mu sync.Mutex
	told := map[string]int{"sts:GetCallerIdentity": 1} // comes before all else
	cfg := config(a)
	cfg.OnCall = func(c *collectors.Call, _ string) {
		mu.Lock()
		defer mu.Unlock()
		told[c.Service+":"+c.Operation]++
	}
	look(t, cfg)
	var got []string
	for operation, n := range told {
		got = append(got, fmt.Sprint(operation, " ", n))
	}
	slices.Sort(got)
	if want := a.CallCounts(); !slices.Equal(got, want) {
		t.Errorf("told of\n%s\nmade\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestReadOnly knows writing operations by their verbs. The credential report is the one thing that IAM makes only when it is
// asked to; it is of the account, not in it.
func TestReadOnly(t *testing.T) {
	for _, c := range collectors.Calls(nil, snapshot.OptIns...) {
		if c.Operation == "GenerateCredentialReport" {
			continue
		}
		reads := slices.ContainsFunc([]string{"Describe", "Get", "Head", "List", "Lookup", "Simulate"}, func(v string) bool {
			return strings.HasPrefix(c.Operation, v)
		})
		if !reads {
			t.Errorf("%s:%s does not sound like reading", c.Service, c.Operation)
		}
	}
}

// TestSameBytes runs each story many times: goroutines race, the snapshot does not show it.
func TestSameBytes(t *testing.T) {
	for name := range golden.Stories(t, "..") {
		first := encode(t, look(t, config(story(t, name))))
		for range 20 {
			if again := encode(t, look(t, config(story(t, name)))); !bytes.Equal(first, again) {
				t.Fatalf("%s: two runs differ", name)
			}
		}
	}
}

// TestCancel ends the run at each of its calls in turn.
func TestCancel(t *testing.T) {
	var calls atomic.Int64
	cfg := config(story(t, "clean"))
	cfg.OnCall = func(*collectors.Call, string) { calls.Add(1) }
	look(t, cfg)
	n := int(calls.Load())
	for at := 1; at < n; at += 7 {
		ctx, cancel := context.WithCancel(t.Context())
		cfg := config(story(t, "clean"))
		made := make(chan struct{}, n)
		cfg.OnCall = func(*collectors.Call, string) {
			if made <- struct{}{}; len(made) >= at {
				cancel()
			}
		}
		s, err := collectors.Run(ctx, cfg)
		if s != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled at call %d: got %v, %v", at, s != nil, err)
		}
		cancel()
	}
}
